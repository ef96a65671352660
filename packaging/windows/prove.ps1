# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
# Tries the installer in dist as a person would: install, check, open the window, remove. What stays
# is the person's data, since a silent uninstallation deletes none.
$ErrorActionPreference = "Stop"
$program = "$env:LOCALAPPDATA\Programs\Jewelbox"
$data = "$env:LOCALAPPDATA\jewelbox"

Start-Process (Get-Item dist\*.exe) -ArgumentList "/S" -Wait
& "$program\jewelbox-console.exe" --check --model tests\assets\tiny.gguf `
    --projector tests\assets\tiny-mmproj.gguf --image tests\assets\turned.heic `
    --document tests\assets\count.pdf
if ($LASTEXITCODE) { throw "the check failed" }

$window = Start-Process "$program\jewelbox.exe" -PassThru
$until = (Get-Date).AddSeconds(60)
do {
    if ($window.HasExited -or (Get-Date) -gt $until) { throw "no window" }
    Start-Sleep -Milliseconds 200
    $window.Refresh()
} until ($window.MainWindowHandle -ne 0)
Write-Host "The window: $($window.MainWindowTitle)"
[void] $window.CloseMainWindow()
if (-not $window.WaitForExit(30000)) { throw "it does not close" }

# The uninstaller runs as a copy of itself, so that it can delete itself.
Start-Process "$program\uninstall.exe" -ArgumentList "/S" -Wait
$until = (Get-Date).AddSeconds(60)
while (Test-Path $program) {
    if ((Get-Date) -gt $until) { throw "left behind: $(Get-ChildItem -Recurse $program)" }
    Start-Sleep -Milliseconds 200
}
if (Test-Path "HKCU:\Software\Classes\Jewelbox.gguf") { throw "the file type is left behind" }
if (-not (Test-Path $data)) { throw "the person's data went, too" }
