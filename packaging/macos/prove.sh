#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
# Tries the .dmg in dist as a person would: mount it, copy the program, check, open the window.
set -euo pipefail
cd "$(dirname "$0")/../.."
place=$(mktemp -d)
trap 'hdiutil detach -quiet "$place/dmg" || true; rm -rf "$place"' EXIT
hdiutil attach -quiet -nobrowse -mountpoint "$place/dmg" dist/*.dmg
cp -R "$place/dmg/Jewelbox.app" "$place/"
program="$place/Jewelbox.app/Contents/MacOS/jewelbox"
"$program" --check --model tests/assets/tiny.gguf --projector tests/assets/tiny-mmproj.gguf \
  --image tests/assets/turned.heic --document tests/assets/count.pdf
JEWELBOX_HOME="$place/home" "$program" &
swift packaging/macos/window.swift $! 60
kill $!
wait $! || true # ended by us
