#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
# From Jewelbox.app, which `dev.py package` left in build/, to a .dmg in dist/. Signs and notarises
# with what the environment holds, and says so when it holds nothing:
#   APPLE_CERTIFICATE (P12, base64), APPLE_CERTIFICATE_PASSWORD, APPLE_IDENTITY
#   APPLE_ID, APPLE_TEAM, APPLE_PASSWORD (of the app-specific kind)
set -euo pipefail
cd "$(dirname "$0")/../.."
version=$(python3 packaging/making/tagged.py)
app=build/package/frozen/Jewelbox.app
dmg="dist/jewelbox-$version-macos-$(uname -m).dmg"
cp -R build/package/frozen/jewelbox/notices "$app/Contents/Resources/"

if [ -n "${APPLE_CERTIFICATE:-}" ]; then
  keychain="$RUNNER_TEMP/jewelbox.keychain"
  secret=$(uuidgen)
  trap 'security delete-keychain "$keychain"' EXIT
  security create-keychain -p "$secret" "$keychain"
  security unlock-keychain -p "$secret" "$keychain"
  base64 --decode <<<"$APPLE_CERTIFICATE" >"$RUNNER_TEMP/certificate.p12"
  security import "$RUNNER_TEMP/certificate.p12" -k "$keychain" \
    -P "$APPLE_CERTIFICATE_PASSWORD" -T /usr/bin/codesign
  rm "$RUNNER_TEMP/certificate.p12"
  security set-key-partition-list -S apple-tool:,apple: -s -k "$secret" "$keychain" >/dev/null
  security list-keychains -d user -s "$keychain" login.keychain
  # From the inside out: libraries first, then the program with its entitlements.
  find "$app" \( -name '*.dylib' -o -name '*.so' \) -type f -print0 |
    xargs -0 -n 20 codesign --force --options runtime --timestamp --sign "$APPLE_IDENTITY"
  codesign --force --options runtime --timestamp --deep --sign "$APPLE_IDENTITY" \
    --entitlements packaging/macos/entitlements.plist "$app"
  codesign --verify --strict --deep "$app"
else
  echo "No certificate: the program is signed by nobody."
  # Apple's processors start nothing without a signature; the notices are new in this one.
  codesign --force --deep --sign - "$app"
fi

stage=$(mktemp -d)
cp -R "$app" "$stage/"
ln -s /Applications "$stage/Applications"
hdiutil create -volname Jewelbox -srcfolder "$stage" -format ULMO -ov "$dmg"
rm -r "$stage"

if [ -n "${APPLE_CERTIFICATE:-}" ] && [ -n "${APPLE_ID:-}" ]; then
  codesign --timestamp --sign "$APPLE_IDENTITY" "$dmg"
  xcrun notarytool submit "$dmg" --wait \
    --apple-id "$APPLE_ID" --team-id "$APPLE_TEAM" --password "$APPLE_PASSWORD"
  xcrun stapler staple "$dmg"
else
  echo "No account: the program is not notarised."
fi
