#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
# From what `dev.py package` left in build/ to an AppImage in dist/: a small program that mounts what
# is behind it in the same file. RUNTIME names that program (AppImage's type2-runtime); without it
# this says so, and the image alone is made, in build/package. Needs mksquashfs.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=$(python3 packaging/making/tagged.py)
root=build/package/Jewelbox.AppDir
image=build/package/Jewelbox.squashfs
rm -rf "$root" "$image"
mkdir -p "$root/usr/lib" "$root/usr/bin"
# The same files as in the .deb: menu entry, icons, description, type, manual.
cp -a build/package/deb/usr/share "$root/usr/share"
rm -r "$root/usr/share/doc" "$root/usr/share/lintian" # notices/ is beside the program here
cp -a build/package/frozen/jewelbox "$root/usr/lib/jewelbox"
ln -s ../lib/jewelbox/jewelbox "$root/usr/bin/jewelbox"
cp packaging/linux/jewelbox.desktop "$root/"
cp build/package/prepared/icons/256.png "$root/jewelbox.png"
ln -s jewelbox.png "$root/.DirIcon"
ln -s usr/lib/jewelbox/jewelbox "$root/AppRun"
mksquashfs "$root" "$image" -quiet -no-progress -root-owned -noappend -comp zstd -b 1M \
  -mkfs-time "$(git log -1 --format=%ct)" -all-time "$(git log -1 --format=%ct)"
if [ -z "${RUNTIME:-}" ]; then
  echo "No AppImage: RUNTIME does not name what mounts it. The image is $image."
  exit 0
fi
target="dist/jewelbox-$version-linux-$(uname -m).AppImage"
cat "$RUNTIME" "$image" >"$target"
chmod 755 "$target"
