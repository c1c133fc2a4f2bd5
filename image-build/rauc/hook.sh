#!/bin/sh
# Run by RAUC after it wrote a boot partition: the bundle has one image for both slots, and only
# cmdline.txt says which one it is in. rauc.readthedocs.io, "Slot Hooks".
set -eu

[ "$1" = slot-post-install ] && [ "$RAUC_SLOT_CLASS" = boot ] || exit 0
case "$RAUC_SLOT_NAME" in
boot.0) slot=a ;;
boot.1) slot=b ;;
*) exit 1 ;;
esac

place=${RAUC_SLOT_MOUNT_POINT:-}
if [ -z "$place" ]; then
    place=/run/hearthframe-boot-slot
    mkdir -p "$place"
    mount -t vfat "$RAUC_SLOT_DEVICE" "$place"
    trap 'umount "$place"' EXIT
fi
sed "s/\(hearthframe\|rauc\)\.slot=[ab]/\1.slot=$slot/g" "$place/cmdline.txt" >"$place/cmdline.new"
grep -q "hearthframe\.slot=$slot " "$place/cmdline.new"
cat "$place/cmdline.new" >"$place/cmdline.txt"
rm "$place/cmdline.new"
sync
