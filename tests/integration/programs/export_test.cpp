// Reports on the command line, from the Redis that the other programs write.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/integration/programs/stack.h"

namespace mtxmon {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class Export : public Stack {
 protected:
  [[nodiscard]] Ending report(std::vector<std::string> words) const {
    words.insert(words.begin(), "export");
    words.insert(words.end(), {"--redis.url", redis_url()});
    return run_program("mediamtx-dashboard", words);
  }
};

TEST_F(Export, WritesWhatTheRestApiAnswers) {
  start_pipe();
  control(R"({"publisher":"stop","stream":"cam/0001"})");
  ASSERT_TRUE(eventually(kPatience, [&] {
    return dashboard().get_json("/api/v1/sessions")["sessions"].size() > 0 &&
           history_times().size() >= 3;
  }));
  EXPECT_EQ(exporter().stop(), 0);  // from now on nothing changes
  const std::string range = "&from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z";
  const std::vector<std::string> times = {"--from", "2020-01-01T00:00:00Z", "--to",
                                          "2100-01-01T00:00:00Z"};
  struct Case {
    std::vector<std::string> words;
    std::string target;
  };
  const Case table[] = {{{"--node", "local", "--path", "event/main"},
                         "history?format=csv&node=local&path=event/main"},
                        {{"history", "--node", "local", "--path", "event/main", "--series",
                          "readers,state", "--format", "json"},
                         "history?node=local&path=event/main&series=readers,state"},
                        {{"events", "--stream", "cam/0001"}, "events?format=csv&stream=cam/0001"},
                        {{"sessions", "--format", "json", "--limit", "1"}, "sessions?limit=1"}};
  for (const Case& one : table) {
    auto words = one.words;
    words.insert(words.end(), times.begin(), times.end());
    const Ending ending = report(words);
    EXPECT_EQ(ending.code, 0) << ending.errors;
    EXPECT_EQ(ending.output, dashboard().get("/api/v1/" + one.target + range)) << one.target;
    EXPECT_GT(ending.output.size(), 60U) << ending.output;
  }
  const Ending uptime = report({"uptime", "--node", "local", "--path", "cam/0001"});
  EXPECT_EQ(uptime.code, 0) << uptime.errors;
  EXPECT_THAT(uptime.output, AllOf(StartsWith("what,state,from,to,seconds,ratio\r\nobserved,,"),
                                   HasSubstr("\r\nstate,live,"), HasSubstr("\r\noutage,")));
}

TEST_F(Export, SaysThatNobodyWritesWhatWasAskedFor) {
  EXPECT_THAT(report({"--host", "a"}).errors,
              HasSubstr("host \"a\" does not write now; none does"));
  start_pipe();
  const Ending other = report({"uptime", "--node", "lcoal"});
  EXPECT_EQ(other.code, 0);
  EXPECT_THAT(other.errors, HasSubstr("node \"lcoal\" does not write now; there are local"));
  EXPECT_EQ(report({"uptime", "--node", "local"}).errors, "");
}

TEST_F(Export, WritesIntoAFile) {
  const auto file = std::filesystem::temp_directory_path() /
                    ("mtxmon-export-" + std::to_string(::getpid()) + ".csv");
  const Ending ending = report({"events", "--output", file.string()});
  EXPECT_EQ(ending.code, 0) << ending.errors;
  EXPECT_EQ(ending.output, "");
  std::ostringstream content;
  content << std::ifstream(file).rdbuf();
  EXPECT_THAT(content.str(), StartsWith("time,node,severity,type"));
  std::filesystem::remove(file);
  const Ending refused = report({"events", "--output", "/nonexistent/report.csv"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.errors, HasSubstr("/nonexistent/report.csv: cannot be written: No such"));
}

TEST_F(Export, SaysWhatIsWrong) {
  struct Case {
    std::vector<std::string> words;
    std::string error;
  };
  const Case table[] = {{{}, "node: say node="},
                        {{"--node", "local", "--series", "nope"}, "series: \"nope\" is unknown"},
                        {{"--node", "local", "--sereis", "x"}, "did you mean --series?"},
                        {{"uptmie"},
                         "there is no report \"uptmie\", but history, uptime, events, "
                         "sessions; did you mean uptime?"},
                        {{"uptime", "--node", "local", "--points", "7"}, "unknown flag --points"},
                        {{"events", "--limit", "0"}, "limit: \"0\" is not a number"},
                        {{"--node", "local", "--format", "xml"}, "format: \"xml\" is neither"}};
  for (const Case& one : table) {
    const Ending ending = report(one.words);
    EXPECT_EQ(ending.code, 2) << ending.errors;
    EXPECT_THAT(ending.errors, HasSubstr(one.error));
    EXPECT_EQ(ending.output, "");
  }
  redis().kill_hard();
  const Ending ending = report({"--node", "local"});
  EXPECT_EQ(ending.code, 1);
  EXPECT_THAT(ending.errors, HasSubstr(redis().address().socket_path));
}

TEST_F(Export, HelpsWithEachReport) {
  EXPECT_THAT(report({"--help"}).output, AllOf(HasSubstr("export history"), HasSubstr("--series")));
  for (const std::string name : {"history", "uptime", "events", "sessions"}) {
    const Ending ending = report({name, "--help"});
    EXPECT_EQ(ending.code, 0);
    EXPECT_THAT(ending.output, AllOf(HasSubstr("mediamtx-dashboard export " + name),
                                     HasSubstr("--from"), HasSubstr("--output")));
  }
}

}  // namespace
}  // namespace mtxmon
