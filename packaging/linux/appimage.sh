#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
# From what `dev.py package` left in build/ to an AppImage in dist/. APPIMAGETOOL says where the tool
# is; without it this says so and makes nothing.
set -euo pipefail
cd "$(dirname "$0")/../.."
tool=${APPIMAGETOOL:-$(command -v appimagetool || true)}
if [ -z "$tool" ]; then
  echo "No AppImage: appimagetool is not here."
  exit 0
fi
version=$(python3 packaging/making/tagged.py)
root=build/package/Jewelbox.AppDir
rm -rf "$root"
mkdir -p "$root/usr/lib"
# The same files as in the .deb: menu entry, icons, description, type.
cp -a build/package/deb/usr/share "$root/usr/share"
cp -a build/package/frozen/jewelbox "$root/usr/lib/jewelbox"
cp packaging/linux/jewelbox.desktop "$root/"
cp build/package/prepared/icons/256.png "$root/jewelbox.png"
ln -s usr/lib/jewelbox/jewelbox "$root/AppRun"
"$tool" --no-appstream "$root" "dist/jewelbox-$version-$(uname -m).AppImage"
