# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
# Signs files with a certificate (PFX, base64) from the environment; says so when there is none.
param([Parameter(Mandatory)] [string] $Files)
$ErrorActionPreference = "Stop"
if (-not $env:CERTIFICATE) {
    Write-Host "No certificate: $Files are not signed."
    exit 0
}
$file = Join-Path $env:TEMP "certificate.pfx"
[IO.File]::WriteAllBytes($file, [Convert]::FromBase64String($env:CERTIFICATE))
try {
    $tool = Get-ChildItem "C:\Program Files (x86)\Windows Kits\10\bin\*\x64\signtool.exe" | Select-Object -Last 1
    & $tool sign /f $file /p $env:PASSWORD /fd sha256 /tr http://timestamp.digicert.com /td sha256 (Get-Item $Files)
    if ($LASTEXITCODE) { throw "signtool failed" }
} finally {
    Remove-Item $file
}
