using System.Text;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;

namespace SipEdge.Sip.Tests.Authentication;

public sealed class DigestChallengeTests
{
    private readonly byte[] _buffer = new byte[1000];

    [Fact]
    public void One_header_per_algorithm_in_the_given_order()
    {
        var writer = new SipWriter(_buffer);
        DigestChallenge.Write(ref writer, proxy: true, "biloxi.com"u8, "abc"u8,
            [DigestAlgorithm.Sha512_256, DigestAlgorithm.Sha256, DigestAlgorithm.Md5], stale: false);

        Assert.Equal("""
            Proxy-Authenticate: Digest realm="biloxi.com", nonce="abc", algorithm=SHA-512-256, qop="auth"
            Proxy-Authenticate: Digest realm="biloxi.com", nonce="abc", algorithm=SHA-256, qop="auth"
            Proxy-Authenticate: Digest realm="biloxi.com", nonce="abc", algorithm=MD5, qop="auth"

            """.ReplaceLineEndings("\r\n"), Encoding.ASCII.GetString(writer.Written));
    }

    [Fact]
    public void Stale_is_said_only_when_true_and_a_realm_is_escaped()
    {
        var writer = new SipWriter(_buffer);
        DigestChallenge.Write(ref writer, proxy: false, "a\"b\\c"u8, "n"u8, [DigestAlgorithm.Md5], stale: true);

        Assert.Equal("WWW-Authenticate: Digest realm=\"a\\\"b\\\\c\", nonce=\"n\", algorithm=MD5, qop=\"auth\", stale=true\r\n",
            Encoding.ASCII.GetString(writer.Written));
    }
}
