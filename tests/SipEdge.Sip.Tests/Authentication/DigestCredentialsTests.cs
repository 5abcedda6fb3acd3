using System.Text;
using SipEdge.Sip.Authentication;

namespace SipEdge.Sip.Tests.Authentication;

public sealed class DigestCredentialsTests
{
    private const string Md5Response = "response=\"6629fae49393a05397450978507c4ef1\"";
    private const string Basics = "Digest username=\"bob\", realm=\"biloxi.com\", nonce=\"abc\", uri=\"sip:bob@biloxi.com\"";

    [Fact]
    public void The_example_of_rfc_3261_is_read()
    {
        var status = DigestCredentials.TryParse(Bytes("""
            Digest username="bob", realm="biloxi.com",
             nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093",
             uri="sip:bob@biloxi.com", qop=auth, nc=00000001,
             cnonce="0a4f113b", response="6629fae49393a05397450978507c4ef1",
             opaque="5ccc069c403ebaf9f0171e9517f40e41"
            """.ReplaceLineEndings("\r\n")), out var c);

        Assert.Equal(DigestParseStatus.Complete, status);
        Assert.Equal("bob", Text(c.Username));
        Assert.Equal("biloxi.com", Text(c.Realm));
        Assert.Equal("dcd98b7102dd2f0e8b11d0f600bfb0c093", Text(c.Nonce));
        Assert.Equal("sip:bob@biloxi.com", Text(c.Uri));
        Assert.Equal("auth", Text(c.Qop));
        Assert.Equal(1u, c.NonceCount);
        Assert.Equal("0a4f113b", Text(c.CNonce));
        Assert.Equal("5ccc069c403ebaf9f0171e9517f40e41", Text(c.Opaque));
        Assert.Equal(DigestAlgorithm.Md5, c.Algorithm);
    }

    [Theory]
    [InlineData("Basic Zm9v", DigestParseStatus.NotDigest)]
    [InlineData("Digest", DigestParseStatus.NotDigest)]
    [InlineData("Digestusername=\"bob\"", DigestParseStatus.NotDigest)]
    [InlineData("Digest username", DigestParseStatus.Malformed)]
    [InlineData("Digest username=", DigestParseStatus.Malformed)]
    [InlineData("Digest username=\"bob", DigestParseStatus.Malformed)]
    [InlineData("Digest username=\"bob\" realm=\"r\"", DigestParseStatus.Malformed)]
    [InlineData("Digest =\"bob\"", DigestParseStatus.Malformed)]
    [InlineData("Digest username=\"a\", username=\"b\"", DigestParseStatus.DuplicateParameter)]
    [InlineData("Digest nonce=\"a\", NONCE=\"b\"", DigestParseStatus.DuplicateParameter)]
    [InlineData("Digest realm=\"r\"", DigestParseStatus.MissingUsername)]
    [InlineData("Digest username=\"bob\"", DigestParseStatus.MissingRealm)]
    [InlineData("Digest username=\"bob\", realm=\"r\"", DigestParseStatus.MissingNonce)]
    [InlineData("Digest username=\"bob\", realm=\"r\", nonce=\"n\"", DigestParseStatus.MissingUri)]
    [InlineData(Basics, DigestParseStatus.MissingResponse)]
    [InlineData(Basics + ", response=\"abc\"", DigestParseStatus.BadResponse)]
    [InlineData(Basics + ", response=\"6629fae49393a05397450978507c4efg\"", DigestParseStatus.BadResponse)]
    [InlineData(Basics + ", algorithm=SHA-256, " + Md5Response, DigestParseStatus.BadResponse)]
    [InlineData(Basics + ", algorithm=MD5-sess, " + Md5Response, DigestParseStatus.SessionAlgorithm)]
    [InlineData(Basics + ", algorithm=sha-256-SESS, " + Md5Response, DigestParseStatus.SessionAlgorithm)]
    [InlineData(Basics + ", algorithm=AKAv1-MD5, " + Md5Response, DigestParseStatus.UnknownAlgorithm)]
    [InlineData(Basics + ", userhash=true, " + Md5Response, DigestParseStatus.HashedUsername)]
    [InlineData(Basics + ", qop=auth-int, nc=00000001, cnonce=\"c\", " + Md5Response, DigestParseStatus.AuthIntQop)]
    [InlineData(Basics + ", qop=other, nc=00000001, cnonce=\"c\", " + Md5Response, DigestParseStatus.UnknownQop)]
    [InlineData(Basics + ", qop=auth, nc=00000001, " + Md5Response, DigestParseStatus.MissingCNonce)]
    [InlineData(Basics + ", qop=auth, cnonce=\"c\", " + Md5Response, DigestParseStatus.MissingNonceCount)]
    [InlineData(Basics + ", qop=auth, nc=1, cnonce=\"c\", " + Md5Response, DigestParseStatus.BadNonceCount)]
    [InlineData(Basics + ", qop=auth, nc=0000000g, cnonce=\"c\", " + Md5Response, DigestParseStatus.BadNonceCount)]
    [InlineData(Basics + ", qop=auth, nc=000000001, cnonce=\"c\", " + Md5Response, DigestParseStatus.BadNonceCount)]
    [InlineData(Basics + ", qop=auth, nc=00000000, cnonce=\"c\", " + Md5Response, DigestParseStatus.BadNonceCount)]
    [InlineData("Digest username=\"b\\\"ob\", realm=\"r\"", DigestParseStatus.EscapedValueTooLong)]
    [InlineData(Basics + ", " + Md5Response, DigestParseStatus.Complete)]
    [InlineData(Basics + ", algorithm=\"md5\", " + Md5Response, DigestParseStatus.Complete)]
    [InlineData(Basics + ",, unknown=x, " + Md5Response + ",", DigestParseStatus.Complete)]
    [InlineData("dIGEST USERNAME=bob, REALM=\"\", NONCE=n, URI=sip:b, " + Md5Response, DigestParseStatus.Complete)]
    public void Each_way_to_be_unusable_has_its_name(string header, DigestParseStatus expected) =>
        Assert.Equal(expected, DigestCredentials.TryParse(Bytes(header), out _));

    [Fact]
    public void The_nonce_count_is_hexadecimal()
    {
        DigestCredentials.TryParse(Bytes(Basics + ", qop=auth, nc=0000fFfF, cnonce=\"c\", " + Md5Response), out var c);

        Assert.Equal(65535u, c.NonceCount);
    }

    [Fact]
    public void Without_qop_a_nonce_counts_as_used_once()
    {
        DigestCredentials.TryParse(Bytes(Basics + ", " + Md5Response), out var c);

        Assert.Equal(1u, c.NonceCount);
        Assert.True(c.Qop.IsEmpty);
    }

    [Fact]
    public void Escapes_are_taken_out_where_there_is_room()
    {
        var header = Bytes($"Digest username=\"b\\\"o\\\\b\", realm=\"a\\b\", nonce=\"n\", uri=\"sip:b\", {Md5Response}");
        Span<byte> scratch = stackalloc byte[16];

        Assert.Equal(DigestParseStatus.Complete, DigestCredentials.TryParse(header, scratch, out var c));
        Assert.Equal("b\"o\\b", Text(c.Username));
        Assert.Equal("ab", Text(c.Realm));
        Assert.Equal(DigestParseStatus.EscapedValueTooLong, DigestCredentials.TryParse(header, scratch[..6], out _));
    }

    [Fact]
    public void A_value_beyond_the_limit_is_refused()
    {
        var long1024 = new string('u', DigestCredentials.MaxValueLength);

        Assert.Equal(DigestParseStatus.MissingRealm, DigestCredentials.TryParse(Bytes($"Digest username=\"{long1024}\""), out _));
        Assert.Equal(DigestParseStatus.ValueTooLong,
            DigestCredentials.TryParse(Bytes($"Digest username=\"{long1024}u\""), out _));
    }

    [Fact]
    public void Mutated_headers_never_throw()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var sample = Bytes(Basics + ", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"c\\d\", " + Md5Response);
        var scratch = new byte[64];
        var complete = 0;
        for (var iteration = 0; iteration < 50_000; iteration++)
        {
            var header = (byte[])sample.Clone();
            for (var mutations = random.Next(1, 4); mutations > 0; mutations--)
            {
                header[random.Next(header.Length)] = random.Next(2) == 0
                    ? (byte)random.Next(256)
                    : (byte)"\",=\\ "[random.Next(5)];
            }

            if (DigestCredentials.TryParse(header, scratch, out var c) == DigestParseStatus.Complete)
            {
                complete++;
                DigestResponse.Verify(c, "INVITE"u8, "939e7578ed9e3c518a452acee763bce9"u8);
                Assert.False(c.Username.IsEmpty || c.Nonce.IsEmpty || c.Uri.IsEmpty || c.NonceCount == 0, $"seed {seed}");
            }

            DigestChallengeView.TryParse(header, out _);
        }

        Assert.True(complete > 1000, $"seed {seed}: only {complete} were complete");
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
