#!/bin/sh
# Makes Snug-VERSION-ARCH.dmg of Snug.app: signed and notarised where identities are given.
#
#   packaging/macos/build.sh dist/Snug.app TARGET
#
#   SNUG_SIGN_AS     "Developer ID Application: …"; without it the application is signed ad hoc, and
#                    whoever opens it has to allow that in the system's settings
#   SNUG_NOTARY      the profile that `xcrun notarytool store-credentials` made; without it the image
#                    is not notarised
set -eu

app=$1
target=$2
here=$(cd "$(dirname "$0")" && pwd)
version=$(/usr/libexec/PlistBuddy -c "Print :CFBundleShortVersionString" "$app/Contents/Info.plist")
image=$target/Snug-$version-$(uname -m).dmg
identity=${SNUG_SIGN_AS:--}

# From the inside out: what holds a signature must not change after it.
find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' -o -perm -u+x \) -print |
    while IFS= read -r file; do
        if file -b "$file" | grep -q 'Mach-O'; then
            codesign --force --timestamp --options runtime --sign "$identity" "$file"
        fi
    done
codesign --force --timestamp --options runtime \
    --entitlements "$here/entitlements.plist" --sign "$identity" "$app"
codesign --verify --deep --strict --verbose=2 "$app"

mkdir -p "$target"
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cp -R "$app" "$stage/"
ln -s /Applications "$stage/Applications"
rm -f "$image"
hdiutil create -volname Snug -srcfolder "$stage" -fs HFS+ -format UDZO -ov "$image"
if [ "$identity" != - ]; then
    codesign --timestamp --sign "$identity" "$image"
fi
if [ -n "${SNUG_NOTARY:-}" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$SNUG_NOTARY" --wait
    xcrun stapler staple "$image"
    spctl --assess --type open --context context:primary-signature --verbose "$image"
fi
shasum -a 256 "$image"
