#include "agent/disk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kMounts =
    "22 1 259:2 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n"
    "40 22 259:3 / /mnt/rec\\040disk rw shared:2 master:3 - xfs /dev/mapper/vg\\134rec rw\n"
    "41 22 0:50 / /mnt/nas ro,relatime - nfs4 nas.example:/export rw,vers=4.2\n"
    "42 22 0:51 / /mnt/nas rw,relatime - tmpfs covers-the-nas rw\n";

TEST(Disk, ParsesMountinfo) {
  const auto mounts = parse_mounts(kMounts);
  ASSERT_TRUE(mounts);
  ASSERT_EQ(mounts->size(), 4U);
  EXPECT_EQ((*mounts)[0].mount, "/");
  EXPECT_EQ((*mounts)[0].device, "/dev/vda1");
  EXPECT_EQ((*mounts)[0].fstype, "ext4");
  EXPECT_EQ((*mounts)[1].mount, "/mnt/rec disk");
  EXPECT_EQ((*mounts)[1].device, "/dev/mapper/vg\\rec");
}

TEST(Disk, RefusesWhatIsNotMountinfo) {
  for (const auto* bad : {"garbage\n", "\n", "22 1 259:2 / / rw,relatime shared:1 -\n",
                          "22 1 259:2 / / rw,relatime shared:1 - ext4\n",
                          "22 1 259:2 / - ext4 /dev/vda1 rw\n", "/dev/vda1 / ext4 rw 0 0\n"}) {
    const auto mounts = parse_mounts(bad);
    ASSERT_FALSE(mounts) << bad;
    EXPECT_EQ(mounts.error().message, "line 1 does not describe a mount") << bad;
  }
}

TEST(Disk, ABrokenEscapeStaysAsItIs) {
  const auto mounts = parse_mounts("1 1 0:1 / /a\\04 rw - ext4 \\9 rw\n");
  ASSERT_TRUE(mounts);
  EXPECT_EQ(mounts->front().mount, "/a\\04");
  EXPECT_EQ(mounts->front().device, "\\9");
}

TEST(Disk, FindsTheMountOfAFolder) {
  const auto mounts = parse_mounts(kMounts);
  ASSERT_TRUE(mounts);
  const auto device = [&](std::string_view folder) {
    const MountedDevice* found = find_mount(*mounts, folder);
    return found == nullptr ? "none" : found->device;
  };
  EXPECT_EQ(device("/"), "/dev/vda1");
  EXPECT_EQ(device("/var/lib"), "/dev/vda1");
  EXPECT_EQ(device("/mnt/rec disk"), "/dev/mapper/vg\\rec");
  EXPECT_EQ(device("/mnt/rec disk/"), "/dev/mapper/vg\\rec");
  EXPECT_EQ(device("/mnt/rec disk/today"), "/dev/mapper/vg\\rec");
  EXPECT_EQ(device("/mnt/rec disks"), "/dev/vda1");
  EXPECT_EQ(device("/mnt/nas"), "covers-the-nas");
  EXPECT_EQ(find_mount({}, "/"), nullptr);
}

TEST(Disk, ReadsTheRealDisk) {
  const auto space = read_disk_space("/");
  ASSERT_TRUE(space);
  EXPECT_GT(space->size_bytes, 0U);
  EXPECT_LE(space->used_bytes, space->size_bytes);
  EXPECT_LE(space->available_bytes, space->size_bytes - space->used_bytes);
}

TEST(Disk, NamesTheFolderThatIsNotThere) {
  const auto space = read_disk_space("/no/such/folder");
  ASSERT_FALSE(space);
  EXPECT_THAT(space.error().message, HasSubstr("/no/such/folder: No such file or directory"));
}

}  // namespace
}  // namespace mtxmon
