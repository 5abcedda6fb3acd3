using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Transport;

/// <summary>RFC 5922 §7.1 and §7.2: which names a certificate has, and whether one of them is the peer's.</summary>
public class CertificateNamesTests
{
    [Theory]
    [InlineData("cn.example", "sip:Sip.Example dns.example", "sip.example")]
    [InlineData("cn.example", "sip:sip.example:5061;transport=tls", "sip.example")]
    [InlineData("cn.example", "sip:alice@sip.example dns.example", "dns.example")] // a user's URI names no domain
    [InlineData("cn.example", "https://sip.example/ dns.example", "dns.example")]
    [InlineData("cn.example", "sip:alice@sip.example", "")] // a subjectAltName there is, so CN says nothing
    [InlineData("cn.example", "alice@mail.example", "")]
    [InlineData("cn.example", "a.example b.example", "a.example b.example")]
    [InlineData("cn.example", "", "cn.example")]
    [InlineData("cn.example", "sip:sip.example 192.0.2.1 2001:db8::1", "sip.example 192.0.2.1 2001:db8::1")]
    public void Sip_uris_come_before_dns_names_and_both_before_the_common_name(string cn, string names, string expected)
    {
        using var authority = new TestCertificates();
        using var certificate = authority.Issue(cn, names.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), CertificateNames.Of(certificate));
    }

    [Theory]
    [InlineData("sip.example.net", "sip.example.net", true)]
    [InlineData("sip.example.net", "SIP.Example.NET.", true)]
    [InlineData("sip.example.net", "example.net", false)]
    [InlineData("sip.example.net", "sip.example.net.evil.example", false)]
    [InlineData("*.example.net", "sip.example.net", false)] // no wildcards (RFC 5922 §7.2)
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.10", false)]
    [InlineData("2001:db8::1", "[2001:DB8:0::1]", true)]
    [InlineData("sip.example.net", "", false)]
    public void A_name_matches_whole_and_without_wildcards(string identity, string called, bool matches) =>
        Assert.Equal(matches, CertificateNames.Match([identity], called));

    [Fact]
    public void Random_bytes_in_the_place_of_names_are_no_names()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        using var key = System.Security.Cryptography.ECDsa.Create();
        for (var round = 0; round < 200; round++)
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            var request = new System.Security.Cryptography.X509Certificates.CertificateRequest(
                "CN=cn.example", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new("2.5.29.17", bytes, false));
            using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
            Assert.False(CertificateNames.Match(CertificateNames.Of(certificate), "cn.example"), $"seed {seed}, round {round}");
        }
    }

    [Theory]
    [InlineData(0x13, new byte[] { 0x40, 0x00 })] // what no PrintableString has
    [InlineData(0x16, new byte[] { 0x63, 0x80 })] // what no IA5String has
    [InlineData(0x30, new byte[] { 0x02, 0x05 })] // a sequence that ends too soon
    public void A_common_name_that_is_no_text_is_no_name(byte type, byte[] text)
    {
        byte[] name = [0x06, 0x03, 0x55, 0x04, 0x03, type, (byte)text.Length, .. text];
        byte[] subject = [0x30, (byte)(name.Length + 4), 0x31, (byte)(name.Length + 2), 0x30, (byte)name.Length, .. name];
        using var key = System.Security.Cryptography.ECDsa.Create();
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest(
            new System.Security.Cryptography.X509Certificates.X500DistinguishedName(subject), key,
            System.Security.Cryptography.HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        Assert.Empty(CertificateNames.Of(certificate));
    }
}
