#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
# From the program in build/package/frozen to one file in dist/ that `flatpak install` takes. Without
# root; what is said here goes to flatpak-builder, such as --install-deps-from=flathub.
set -euo pipefail
cd "$(dirname "$0")/../.."
id=io.github.jewelbox_authors.Jewelbox
version=$(python3 packaging/making/tagged.py)
mkdir -p dist
flatpak-builder --user --force-clean --state-dir=build/flatpak/state --repo=build/flatpak/repo \
  --default-branch=stable "$@" build/flatpak/app "packaging/linux/$id.yml"
flatpak build-bundle build/flatpak/repo "dist/jewelbox-$version-linux-$(uname -m).flatpak" "$id" stable \
  --runtime-repo=https://dl.flathub.org/repo/flathub.flatpakrepo
