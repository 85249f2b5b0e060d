// By what a server is believed, and that one that is not never sees the credentials.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/guarded.h"
#include "tests/unit/core/http/http_fixture.h"
#include "tests/unit/core/http/temporary_directory.h"
#include "tests/unit/core/http/tls_identity.h"

namespace mtxmon {
namespace {

using testing::HasSubstr;

class TlsTest : public HttpFixture {
 protected:
  TlsTest() {
    access.username = "monitor";
    access.password = "s3cret";
  }
  // Answers and notes what it was asked.
  ScriptedServer::Script script() {
    return [this](const ScriptedServer::Connection& connection) {
      for (std::string text = connection.read_request(); !text.empty();
           text = connection.read_request()) {
        seen.lock()->append(text);
        connection.send(answer_text("{}"));
      }
    };
  }
  static ScriptedServer::Tls always(std::shared_ptr<SSL_CTX> context) {
    return [context = std::move(context)](int) { return context; };
  }
  // Fails, and nothing of the request has reached the server.
  std::string refusal(const ScriptedServer& server) {
    std::string text = error(server);
    EXPECT_EQ(seen.copy(), "");
    return text;
  }

  Guarded<std::string> seen;
  TemporaryDirectory directory;
};

TEST_F(TlsTest, TheRightFingerprintIsEnough) {
  const TlsIdentity identity({.name = "DNS:other.example", .expired = true});
  access.fingerprint = identity.fingerprint();
  ScriptedServer server(script(), always(identity.server()));
  for (int i = 0; i < 2; ++i) {
    const auto answer = get(server);
    ASSERT_TRUE(answer.ok()) << answer.error().message;
  }
  EXPECT_THAT(seen.copy(), HasSubstr("Authorization: Basic"));
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(TlsTest, AnotherFingerprintIsRefusedBeforeAnythingIsSent) {
  const TlsIdentity identity({});
  const TlsIdentity other({});
  access.fingerprint = other.fingerprint();
  ScriptedServer server(script(), always(identity.server()));
  EXPECT_EQ(
      refusal(server),
      "the server's certificate has the fingerprint " + identity.fingerprint() +
          ", not that of mediamtx.fingerprint; was it renewed, or does somebody else answer?");
}

// A pin is for the server's own certificate, not for what signed it.
TEST_F(TlsTest, TheFingerprintOfTheAuthorityIsNotThatOfTheServer) {
  const TlsIdentity authority({});
  const TlsIdentity identity({.issuer = &authority});
  access.fingerprint = authority.fingerprint();
  ScriptedServer server(script(), always(identity.server()));
  EXPECT_THAT(refusal(server), HasSubstr(identity.fingerprint()));
}

// Neither a kept session nor the first success excuses the next handshake.
TEST_F(TlsTest, EveryHandshakeIsChecked) {
  const TlsIdentity identity({});
  const TlsIdentity other({});
  access.fingerprint = identity.fingerprint();
  const auto good = identity.server();
  const auto bad = other.server();
  ScriptedServer server(
      [this](const ScriptedServer::Connection& connection) {
        seen.lock()->append(connection.read_request());
        connection.send(answer_text("{}", "200 OK", "Connection: close"));
      },
      [&](int connection) { return connection == 1 ? good : bad; });
  ASSERT_TRUE(get(server).ok());
  seen.set("");
  EXPECT_THAT(refusal(server), HasSubstr(other.fingerprint()));
}

TEST_F(TlsTest, ASelfSignedCertificateIsNotTrustedByItself) {
  ScriptedServer server(script(), always(TlsIdentity({}).server()));
  const std::string text = refusal(server);
  EXPECT_THAT(text, HasSubstr("the server's TLS certificate is not trusted (SSL certificate"));
  EXPECT_THAT(text, HasSubstr("set mediamtx.ca_file or mediamtx.fingerprint"));
}

TEST_F(TlsTest, TheAuthorityOfTheFileVouches) {
  const TlsIdentity authority({});
  access.ca_file = authority.write(directory.path(), "ca") + ".pem";
  ScriptedServer server(script(), always(TlsIdentity({.issuer = &authority}).server()));
  const auto answer = get(server);
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_THAT(seen.copy(), HasSubstr("Authorization: Basic"));
}

TEST_F(TlsTest, AnotherAuthorityDoesNot) {
  const TlsIdentity authority({});
  access.ca_file = TlsIdentity({}).write(directory.path(), "ca") + ".pem";
  ScriptedServer server(script(), always(TlsIdentity({.issuer = &authority}).server()));
  EXPECT_THAT(refusal(server), HasSubstr("not trusted"));
}

TEST_F(TlsTest, WithAnAuthorityNameAndDateCount) {
  const TlsIdentity authority({});
  access.ca_file = authority.write(directory.path(), "ca") + ".pem";
  ScriptedServer misnamed(
      script(), always(TlsIdentity({.name = "DNS:other.example", .issuer = &authority}).server()));
  EXPECT_THAT(refusal(misnamed), HasSubstr("127.0.0.1"));
  ScriptedServer expired(script(),
                         always(TlsIdentity({.expired = true, .issuer = &authority}).server()));
  EXPECT_THAT(refusal(expired), HasSubstr("expired"));
}

TEST_F(TlsTest, AnAuthorityThatCannotBeReadIsNamed) {
  access.ca_file = directory.path() + "/none.pem";
  ScriptedServer server(script(), always(TlsIdentity({}).server()));
  EXPECT_EQ(refusal(server),
            "mediamtx.ca_file: " + access.ca_file + " is no readable file of PEM certificates");
}

TEST_F(TlsTest, TheClientsCertificateIsShown) {
  const TlsIdentity server_identity({});
  const TlsIdentity clients({});
  access.fingerprint = server_identity.fingerprint();
  const std::string path = TlsIdentity({.issuer = &clients}).write(directory.path(), "client");
  access.cert_file = path + ".pem";
  access.key_file = path + ".key";
  ScriptedServer server(script(), always(server_identity.server(&clients)));
  const auto answer = get(server);
  ASSERT_TRUE(answer.ok()) << answer.error().message;
}

TEST_F(TlsTest, AServerThatWantsACertificateSaysSo) {
  const TlsIdentity server_identity({});
  const TlsIdentity clients({});
  access.fingerprint = server_identity.fingerprint();
  ScriptedServer server(script(), always(server_identity.server(&clients)));
  EXPECT_THAT(refusal(server), HasSubstr("set mediamtx.cert_file and mediamtx.key_file"));
}

TEST_F(TlsTest, ACertificateThatCannotBeReadIsNamed) {
  const TlsIdentity identity({});
  access.fingerprint = identity.fingerprint();
  access.cert_file = directory.path() + "/none.pem";
  access.key_file = directory.path() + "/none.key";
  ScriptedServer server(script(), always(identity.server()));
  const std::string text = refusal(server);
  EXPECT_THAT(text, HasSubstr("mediamtx.cert_file, mediamtx.key_file: "));
  EXPECT_THAT(text, HasSubstr("none.pem"));
}

TEST_F(TlsTest, APortWithoutTlsIsSaid) {
  ScriptedServer server([](const ScriptedServer::Connection& connection) {
    connection.send("HTTP/1.0 400 Bad Request\r\n\r\n");
    connection.hang();
  });
  const std::string url = "https" + server.url().substr(4);
  const std::string text = error(ask(url, request()));
  EXPECT_THAT(text, HasSubstr("no TLS connection ("));
  EXPECT_THAT(text, HasSubstr("is https:// right for this port?"));
}

TEST_F(TlsTest, AHandshakeThatHangsIsATimeOutOfConnecting) {
  ScriptedServer server([](const ScriptedServer::Connection& connection) { connection.hang(); });
  HttpRequest one = request();
  one.connect_timeout = std::chrono::milliseconds(300);
  const HttpOutcome outcome = ask("https" + server.url().substr(4), one);
  EXPECT_TRUE(outcome.timed_out);
  EXPECT_EQ(
      error(outcome),
      "cannot connect within 300 ms; is the host up and its firewall open, and does this port "
      "speak TLS?");
}

}  // namespace
}  // namespace mtxmon
