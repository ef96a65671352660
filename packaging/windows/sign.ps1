# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
# Signs the installer with a certificate (PFX, base64) from the environment; says so when there is none.
$ErrorActionPreference = "Stop"
if (-not $env:CERTIFICATE) {
    Write-Host "No certificate: the installer is not signed."
    exit 0
}
$file = Join-Path $env:TEMP "certificate.pfx"
[IO.File]::WriteAllBytes($file, [Convert]::FromBase64String($env:CERTIFICATE))
try {
    $tool = Get-ChildItem "C:\Program Files (x86)\Windows Kits\10\bin\*\x64\signtool.exe" | Select-Object -Last 1
    & $tool sign /f $file /p $env:PASSWORD /fd sha256 /tr http://timestamp.digicert.com /td sha256 (Get-Item dist\*.exe)
    if ($LASTEXITCODE) { throw "signtool failed" }
} finally {
    Remove-Item $file
}
