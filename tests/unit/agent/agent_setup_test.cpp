#include "agent/agent_setup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/agent/host_fixture.h"

namespace mtxmon {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Result<AgentSetup> setup_of(const FlagValues& flags) {
  const auto settings = Settings::load(
      Program::Agent, flags, [](const std::string&) { return std::optional<std::string>(); });
  if (!settings) return settings.error();
  return make_agent_setup(*settings);
}

TEST(AgentSetup, TakesTheSettings) {
  const auto setup = setup_of({{"host.name", {"venue-b"}},
                               {"path.rootfs", {proc_fixture("container").string() + "/"}},
                               {"disk.mounts", {"/", "/srv/"}},
                               {"redis.url", {"redis://cache.example:6380/2"}}});
  ASSERT_TRUE(setup) << setup.error().message;
  EXPECT_EQ(setup->host, "venue-b");
  EXPECT_EQ(setup->root.path("proc/stat"), proc_fixture("container/proc/stat"));
  EXPECT_THAT(setup->mounts, ElementsAre("/", "/srv"));
  EXPECT_EQ(setup->redis.host, "cache.example");
  EXPECT_EQ(setup->redis.port, 6380);
  EXPECT_EQ(setup->redis.database, 2);
}

TEST(AgentSetup, RefusesARootWithoutProc) {
  const auto setup = setup_of({{"path.rootfs", {"/no/such/root"}}});
  ASSERT_FALSE(setup);
  EXPECT_THAT(setup.error().message,
              AllOf(HasSubstr("--path.rootfs"),
                    HasSubstr("/no/such/root/proc/stat: No such file or directory")));
}

TEST(AgentSetup, EveryNotationOfTheRealRootIsTheHostItself) {
  for (const auto* root : {"/", "//", "/./", "/usr/.."}) {
    const auto setup = setup_of({{"path.rootfs", {root}}, {"host.name", {"x"}}});
    ASSERT_TRUE(setup) << root;
    EXPECT_FALSE(setup->root.is_container()) << root;
  }
}

TEST(AgentSetup, TakesTheRedisPasswordFromItsFile) {
  const TemporaryRoot root;
  root.write("password", "s3cret\n");
  const auto setup = setup_of(
      {{"host.name", {"x"}}, {"redis.password-file", {(root.path() / "password").string()}}});
  ASSERT_TRUE(setup) << setup.error().message;
  EXPECT_EQ(setup->redis.password, "s3cret");
}

TEST(AgentSetup, RefusesARedisUrlThatIsNone) {
  const auto setup = setup_of({{"host.name", {"x"}}, {"redis.url", {"cache.example"}}});
  ASSERT_FALSE(setup);
  EXPECT_THAT(setup.error().message, HasSubstr("cache.example"));
  EXPECT_THAT(setup.error().message, HasSubstr("--redis.url"));  // where it came from
}

TEST(HostName, IsTheConfiguredOne) {
  const auto name = choose_host_name("Venue_1.example-a", ProcRoot(proc_fixture("container")));
  ASSERT_TRUE(name);
  EXPECT_EQ(*name, "Venue_1.example-a");
}

TEST(HostName, IsTheHostsOwnInAContainer) {
  const auto name = choose_host_name("", ProcRoot(proc_fixture("container")));
  ASSERT_TRUE(name);
  EXPECT_EQ(*name, "venue-a.example");
}

TEST(HostName, MustBeFitForKeysAndLabels) {
  for (const std::string& bad : {std::string("a b"), std::string("a/b"), std::string("größe"),
                                 std::string("{x}"), std::string("a\n"), std::string(254, 'a')}) {
    const auto name = choose_host_name(bad, ProcRoot("/"));
    ASSERT_FALSE(name) << bad;
    EXPECT_THAT(name.error().message, HasSubstr("set --host.name")) << bad;
  }
}

TEST(HostName, AnEmptyHostnameFileIsAnError) {
  const TemporaryRoot root;
  root.write("etc/hostname", "\n");
  const auto name = choose_host_name("", ProcRoot(root.path()));
  ASSERT_FALSE(name);
  EXPECT_THAT(name.error().message, HasSubstr("set --host.name"));
}

TEST(MountList, IsShortAndWithoutDoubles) {
  const auto mounts = parse_mount_list({"/srv/", "/", "/srv", "/a//b/../c", "/"});
  ASSERT_TRUE(mounts);
  EXPECT_THAT(*mounts, ElementsAre("/srv", "/", "/a/c"));
}

TEST(MountList, RefusesWhatIsNotAbsolute) {
  for (const auto* bad : {"srv", "", "./srv"}) {
    const auto mounts = parse_mount_list({"/", bad});
    ASSERT_FALSE(mounts) << bad;
    EXPECT_THAT(mounts.error().message, HasSubstr("--disk.mounts")) << bad;
  }
}

}  // namespace
}  // namespace mtxmon
