// docs/DIAGNOSIS.md has one section per reason code, and each says the same five things.
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "core/model/reason.h"

namespace mtxmon {
namespace {

constexpr std::string_view kParts[] = {"Meaning", "Evidence", "Threshold", "Mistaken for",
                                       "Remedy"};

// A section ends at the next heading, of whatever level.
using Sections = std::map<std::string, std::string>;

Sections sections_of(const std::string& document, std::vector<std::string>* faults) {
  Sections sections;
  std::string* current = nullptr;
  std::istringstream lines(document);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with('#')) {
      if (current != nullptr) *current += line + "\n";
      continue;
    }
    current = nullptr;
    if (!line.starts_with("### ")) continue;
    const auto [section, is_new] = sections.try_emplace(line.substr(4));
    if (!is_new) faults->push_back(section->first + " has two sections");
    current = &section->second;
  }
  return sections;
}

// More than the name of the part must stand there.
bool says(const std::string& section, std::string_view part) {
  const std::string name = "\n- **" + std::string(part) + "**: ";
  const std::string text = "\n" + section;
  const auto at = text.find(name);
  if (at == std::string::npos) return false;
  const std::string_view rest = std::string_view(text).substr(at + name.size());
  return !rest.empty() && rest.front() != ' ' && rest.front() != '\n';
}

std::vector<std::string> faults_of(const std::string& document) {
  std::vector<std::string> faults;
  const Sections sections = sections_of(document, &faults);
  for (const ReasonKind& kind : kReasonKinds) {
    if (!sections.contains(std::string(kind.word)))
      faults.push_back(std::string(kind.word) + " has no section");
  }
  for (const auto& [word, text] : sections) {
    if (!parse_reason(word)) {
      faults.push_back(word + " is no reason code");
      continue;
    }
    for (const std::string_view part : kParts) {
      if (!says(text, part)) faults.push_back(word + " does not say: " + std::string(part));
    }
  }
  return faults;
}

std::string section(std::string_view word, std::string_view left_out = "") {
  std::string text = "### " + std::string(word) + "\n\n";
  for (const std::string_view part : kParts) {
    if (part != left_out) text += "- **" + std::string(part) + "**: words.\n";
  }
  return text + "\n";
}

std::string whole_document() {
  std::string document = "# Diagnosis\n\nWords.\n\n## The state itself\n\n";
  for (const ReasonKind& kind : kReasonKinds) document += section(kind.word);
  return document;
}

using Faults = std::vector<std::string>;

TEST(DiagnosisDoc, HasASectionWithAllPartsForEachReason) {
  const auto file =
      std::filesystem::path(MTXMON_FIXTURES).parent_path().parent_path() / "docs" / "DIAGNOSIS.md";
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  ASSERT_FALSE(text.str().empty()) << file;
  EXPECT_EQ(faults_of(text.str()), Faults{});
}

TEST(DiagnosisDoc, ACodeWithoutASectionIsFound) {
  std::string document = whole_document();
  ASSERT_EQ(faults_of(document), Faults{});
  const std::string removed = section("rtp_loss");
  document.erase(document.find(removed), removed.size());
  EXPECT_EQ(faults_of(document), Faults{"rtp_loss has no section"});
}

TEST(DiagnosisDoc, ASectionWithoutACodeIsFound) {
  EXPECT_EQ(faults_of(whole_document() + section("rtp_lost")),
            Faults{"rtp_lost is no reason code"});
  EXPECT_EQ(faults_of(whole_document() + section("rtp_loss")), Faults{"rtp_loss has two sections"});
}

TEST(DiagnosisDoc, AMissingPartIsFound) {
  for (const std::string_view part : kParts) {
    std::string document = whole_document();
    const std::string complete = section("rtp_loss");
    document.replace(document.find(complete), complete.size(), section("rtp_loss", part));
    EXPECT_EQ(faults_of(document), Faults{"rtp_loss does not say: " + std::string(part)});
  }
}

}  // namespace
}  // namespace mtxmon
