using System.Text;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;

namespace SipEdge.Sip.Tests.Authentication;

public sealed class DigestAnswerTests
{
    [Theory]
    [InlineData(DigestAlgorithm.Md5)]
    [InlineData(DigestAlgorithm.Sha256)]
    [InlineData(DigestAlgorithm.Sha512_256)]
    public void A_client_answers_what_a_server_asks(DigestAlgorithm algorithm)
    {
        var nonces = new NonceFactory("0123456789abcdef"u8, 1000);
        Span<byte> nonce = stackalloc byte[NonceFactory.NonceLength];
        nonces.Write(nonce, 0, "biloxi.com"u8);
        Span<byte> buffer = stackalloc byte[1000];
        var writer = new SipWriter(buffer);
        DigestChallenge.Write(ref writer, proxy: true, "biloxi.com"u8, nonce, [algorithm], stale: true);
        var asked = Value(Encoding.ASCII.GetString(writer.Written));

        Assert.Equal(DigestParseStatus.Complete, DigestChallengeView.TryParse(asked, out var challenge));
        Assert.Equal(algorithm, challenge.Algorithm);
        Assert.True(challenge.OffersAuth);
        Assert.True(challenge.Stale);

        Span<byte> ha1 = stackalloc byte[DigestAlgorithms.HexLength(algorithm)];
        DigestResponse.WriteHa1(algorithm, "b\"ob"u8, "biloxi.com"u8, "zanzibar"u8, ha1);
        writer = new SipWriter(buffer);
        DigestAnswer.Write(ref writer, proxy: true, challenge, "b\"ob"u8, ha1, "INVITE"u8, "sip:bob@biloxi.com"u8, "c1"u8, 31);
        Assert.False(writer.Failed);
        var text = Encoding.ASCII.GetString(writer.Written);
        Assert.StartsWith(
            "Proxy-Authorization: Digest username=\"b\\\"ob\", realm=\"biloxi.com\"", text, StringComparison.Ordinal);
        Assert.Contains("nc=0000001f", text, StringComparison.Ordinal);

        Span<byte> scratch = stackalloc byte[10];
        Assert.Equal(DigestParseStatus.Complete, DigestCredentials.TryParse(Value(text), scratch, out var credentials));
        Assert.Equal("b\"ob", Encoding.ASCII.GetString(credentials.Username));
        Assert.Equal(NonceStatus.Valid, nonces.Check(credentials.Nonce, "biloxi.com"u8, 1));
        Assert.True(DigestResponse.Verify(credentials, "INVITE"u8, ha1));
    }

    [Theory]
    [InlineData("Basic realm=\"r\"", DigestParseStatus.NotDigest)]
    [InlineData("Digest nonce=\"n\"", DigestParseStatus.MissingRealm)]
    [InlineData("Digest realm=\"r\"", DigestParseStatus.MissingNonce)]
    [InlineData("Digest realm=\"r\", nonce=\"n\", nonce=\"m\"", DigestParseStatus.DuplicateParameter)]
    [InlineData("Digest realm=\"r\", nonce=\"n\", algorithm=MD5-sess", DigestParseStatus.UnknownAlgorithm)]
    [InlineData("Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"", DigestParseStatus.UnknownQop)]
    [InlineData("Digest realm=\"r\", nonce=\"n\" x", DigestParseStatus.Malformed)]
    [InlineData("Digest realm=\"r\", nonce=\"n\", qop=\"auth-int, AUTH\", stale=FALSE, domain=\"d\"", DigestParseStatus.Complete)]
    [InlineData("Digest realm=\"r\", nonce=\"n\"", DigestParseStatus.Complete)]
    public void A_challenge_that_cannot_be_answered_is_named(string value, DigestParseStatus expected) =>
        Assert.Equal(expected, DigestChallengeView.TryParse(Encoding.ASCII.GetBytes(value), out _));

    [Fact]
    public void Without_qop_the_answer_is_that_of_rfc_2069_and_opaque_goes_back()
    {
        DigestChallengeView.TryParse("Digest realm=\"r\", nonce=\"n\", opaque=\"o\""u8, out var challenge);
        Span<byte> ha1 = stackalloc byte[32];
        DigestResponse.WriteHa1(DigestAlgorithm.Md5, "u"u8, "r"u8, "p"u8, ha1);
        Span<byte> buffer = stackalloc byte[500];
        var writer = new SipWriter(buffer);
        DigestAnswer.Write(ref writer, proxy: false, challenge, "u"u8, ha1, "REGISTER"u8, "sip:r"u8, "c"u8, 1);
        var text = Encoding.ASCII.GetString(writer.Written);

        Assert.StartsWith("Authorization: Digest ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("qop", text, StringComparison.Ordinal);
        Assert.Contains("opaque=\"o\"", text, StringComparison.Ordinal);
        Assert.Equal(DigestParseStatus.Complete, DigestCredentials.TryParse(Value(text), out var credentials));
        Assert.True(DigestResponse.Verify(credentials, "REGISTER"u8, ha1));
    }

    [Fact]
    public void An_ha1_of_another_algorithm_fails_the_message()
    {
        DigestChallengeView.TryParse("Digest realm=\"r\", nonce=\"n\", algorithm=SHA-256"u8, out var challenge);
        Span<byte> buffer = stackalloc byte[500];
        var writer = new SipWriter(buffer);
        DigestAnswer.Write(ref writer, proxy: false, challenge, "u"u8, new byte[32], "REGISTER"u8, "sip:r"u8, "c"u8, 1);

        Assert.True(writer.Failed);
    }

    private static byte[] Value(string header) =>
        Encoding.ASCII.GetBytes(header[(header.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
}
