using System.Text;
using SipEdge.Sip.Authentication;

namespace SipEdge.Sip.Tests.Authentication;

public sealed class DigestResponseTests
{
    private const string Nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    private const string CNonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

    // RFC 7616 §3.9.1 for MD5 and SHA-256; the same input through openssl for SHA-512-256, of which §3.9.1 has none.
    [Theory]
    [InlineData(DigestAlgorithm.Md5, "3d78807defe7de2157e2b0b6573a855f", "8ca523f5e9506fed4657c9700eebdbec")]
    [InlineData(DigestAlgorithm.Sha256, "7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232",
        "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    [InlineData(DigestAlgorithm.Sha512_256, "fb174f5c3c7802721517cae13b98e2b8dae2e0118cb705d94ee29946319204ce",
        "430d05014cecc49cab6fbe03176d41a1da86cbfe24a16580e22aaad928d960d0")]
    public void The_examples_of_rfc_7616_hold(DigestAlgorithm algorithm, string ha1, string response)
    {
        Assert.Equal(ha1, Ha1(algorithm, "Mufasa", "http-auth@example.org", "Circle of Life"));
        Assert.Equal(response, Compute(algorithm, ha1, "auth"));
    }

    // RFC 2617 §3.5, and the same without qop, which is RFC 2069.
    [Theory]
    [InlineData("auth", "6629fae49393a05397450978507c4ef1")]
    [InlineData("", "670fd8c2df070c60b045671b8b24ff02")]
    public void The_example_of_rfc_2617_holds(string qop, string response)
    {
        var ha1 = Ha1(DigestAlgorithm.Md5, "Mufasa", "testrealm@host.com", "Circle Of Life");
        var hex = new byte[DigestAlgorithms.MaxHexLength];
        var length = DigestResponse.Compute(DigestAlgorithm.Md5, Bytes(ha1), "dcd98b7102dd2f0e8b11d0f600bfb0c093"u8, "00000001"u8,
            "0a4f113b"u8, Bytes(qop), "GET"u8, "/dir/index.html"u8, hex);

        Assert.Equal(response, Encoding.ASCII.GetString(hex, 0, length));
    }

    [Theory]
    [InlineData(DigestAlgorithm.Md5)]
    [InlineData(DigestAlgorithm.Sha256)]
    [InlineData(DigestAlgorithm.Sha512_256)]
    public void A_right_answer_is_verified_and_any_change_is_not(DigestAlgorithm algorithm)
    {
        var ha1 = Ha1(algorithm, "bob", "biloxi.com", "zanzibar");
        var response = Compute(algorithm, ha1, "auth");

        Assert.True(Verify(algorithm, ha1, response, "GET"));
        Assert.True(Verify(algorithm, ha1, response.ToUpperInvariant(), "GET"));
        Assert.False(Verify(algorithm, ha1, response, "PUT"));
        Assert.False(Verify(algorithm, Ha1(algorithm, "bob", "biloxi.com", "wrong"), response, "GET"));
        Assert.False(Verify(algorithm, ha1[1..], response, "GET"));
        for (var i = 0; i < response.Length; i++)
        {
            var changed = response.ToCharArray();
            changed[i] = changed[i] == '0' ? '1' : '0';
            Assert.False(Verify(algorithm, ha1, new string(changed), "GET"));
        }
    }

    [Fact]
    public void An_ha1_of_one_algorithm_does_not_verify_another()
    {
        var ha1 = Ha1(DigestAlgorithm.Sha256, "bob", "biloxi.com", "zanzibar");

        Assert.False(Verify(DigestAlgorithm.Sha512_256, ha1, Compute(DigestAlgorithm.Sha256, ha1, "auth"), "GET"));
    }

    [Fact]
    public void Values_that_are_too_long_give_no_hash()
    {
        var hex = new byte[DigestAlgorithms.MaxHexLength];
        Assert.Equal(0, DigestResponse.WriteHa1(DigestAlgorithm.Md5, new byte[5000], "r"u8, "p"u8, hex));
        Assert.Equal(0, DigestResponse.WriteHa1(DigestAlgorithm.Md5, "u"u8, "r"u8, "p"u8, hex.AsSpan(0, 31)));
        Assert.False(Verify(DigestAlgorithm.Md5, new string('0', 32), new string('0', 32), new string('M', 5000)));
    }

    [Theory]
    [InlineData(DigestAlgorithm.Md5)]
    [InlineData(DigestAlgorithm.Sha256)]
    [InlineData(DigestAlgorithm.Sha512_256)]
    public void Verification_allocates_nothing(DigestAlgorithm algorithm)
    {
        var ha1 = Bytes(Ha1(algorithm, "bob", "biloxi.com", "zanzibar"));
        var header = Bytes(Header(algorithm, Compute(algorithm, Encoding.ASCII.GetString(ha1), "auth")));

        Allocations.AssertNone(() =>
        {
            DigestCredentials.TryParse(header, out var credentials);
            Assert.True(DigestResponse.Verify(credentials, "GET"u8, ha1));
        });
    }

    private static bool Verify(DigestAlgorithm algorithm, string ha1, string response, string method)
    {
        Assert.Equal(DigestParseStatus.Complete, DigestCredentials.TryParse(Bytes(Header(algorithm, response)), out var c));
        return DigestResponse.Verify(c, Bytes(method), Bytes(ha1));
    }

    private static string Header(DigestAlgorithm algorithm, string response) =>
        $"Digest username=\"bob\", realm=\"biloxi.com\", nonce=\"{Nonce}\", uri=\"/dir/index.html\", "
        + $"algorithm={Encoding.ASCII.GetString(DigestAlgorithms.Name(algorithm))}, qop=auth, nc=00000001, cnonce=\"{CNonce}\", "
        + $"response=\"{response}\"";

    private static string Compute(DigestAlgorithm algorithm, string ha1, string qop)
    {
        var hex = new byte[DigestAlgorithms.MaxHexLength];
        var length = DigestResponse.Compute(algorithm, Bytes(ha1), Bytes(Nonce), "00000001"u8, Bytes(CNonce), Bytes(qop), "GET"u8,
            "/dir/index.html"u8, hex);
        return Encoding.ASCII.GetString(hex, 0, length);
    }

    private static string Ha1(DigestAlgorithm algorithm, string user, string realm, string password)
    {
        var hex = new byte[DigestAlgorithms.MaxHexLength];
        var length = DigestResponse.WriteHa1(algorithm, Bytes(user), Bytes(realm), Bytes(password), hex);
        return Encoding.ASCII.GetString(hex, 0, length);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
