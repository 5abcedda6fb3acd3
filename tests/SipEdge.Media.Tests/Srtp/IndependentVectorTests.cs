using SipEdge.Media.Srtp;

namespace SipEdge.Media.Tests.Srtp;

/// <summary>
/// Whole packets beyond roll-over count 0, with a header extension, computed by a short script over Python's
/// `cryptography` from the text of RFC 3711, 6188 and 7714.
/// </summary>
public sealed class IndependentVectorTests
{
    private const string Master = "404142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F";
    private const string Salt = "A0A1A2A3A4A5A6A7A8A9AAABACAD";
    private const string Header = "90083039000003E8CAFEBABEBEDE000110AA0000";
    private const string Payload = "05101B26313C47525D68737E89949FAAB5C0CBD6E1ECF7020D18232E39444F5A65707B8691";
    private const string Report = "80C80006CAFEBABE000306090C0F1215181B1E2124272A2D30333639";
    private const uint RollOver = 0x12345;
    private const uint ReportIndex = 0x1234567;

    [Theory]
    [InlineData(
        SrtpSuite.AesCm128HmacSha1_80,
        "446EB8A1CF45BC587F708780C9C19012E6B7A582758E05B11471EEC509B6FC664E6F13BCDE7ECEF4A51B15D89B44E8",
        "80C80006CAFEBABE7BC90E047D219C0768753E6EEA6F4630A2BD58A7812345674BFFAB97F9435A757066")]
    [InlineData(
        SrtpSuite.AesCm256HmacSha1_80,
        "50C5EF7E4124F3ACE8D316CB7EFB6B8C19967D6587E99CC1EC10471282F32FE9FE7858AEE5B2059187474393682C92",
        "80C80006CAFEBABEAB84F555DE671F64EDCB268E16DE82D4A5E90AB5812345679FCA786B4BC1653B1E0E")]
    [InlineData(
        SrtpSuite.AesCm256HmacSha1_32,
        "50C5EF7E4124F3ACE8D316CB7EFB6B8C19967D6587E99CC1EC10471282F32FE9FE7858AEE5B2059187",
        "80C80006CAFEBABEAB84F555DE671F64EDCB268E16DE82D4A5E90AB5812345679FCA786B4BC1653B1E0E")]
    [InlineData(
        SrtpSuite.AeadAes128Gcm,
        "FA9F3E4EAB19879EA7D97E86CD69C2F31F23717FCB8E44D8AA0B828862AED303C4C0003DF0CD6D19DCF113AFCF0DAFE4D4640A1C03",
        "80C80006CAFEBABEF84A822F90A42E4218B0CB787C8D9D18294DD14FD9463501B47FD3B68A7D22E1BCC710C681234567")]
    [InlineData(
        SrtpSuite.AeadAes256Gcm,
        "3B4C1890F9D502F97D866AE28F770EE0DB6593969A5BE2265614B749F34AEF4D24DE47B939F83908DEA38FBBB11B18086D72656C79",
        "80C80006CAFEBABE153C107E515BC56A37B34F7ECD6BCB5713BCBA74AFC35F2A79149DD04E2BC644FE7E2F4681234567")]
    public void Packets_and_reports_come_out(SrtpSuite suite, string secure, string secureReport)
    {
        var bytes = Convert.FromHexString(
            Master[..(2 * SrtpSuites.KeyLength(suite))] + Salt[..(2 * SrtpSuites.SaltLength(suite))]);
        SrtpSource[] source = [new SrtpSource(0xCAFEBABE, ((ulong)RollOver << 16) | 0x3038, 1, 0, 0)];
        var sender = new SrtpContext(SrtpKey.Create(suite, bytes), source, ReportIndex);
        var receiver = new SrtpContext(SrtpKey.Create(suite, bytes), source, 0);

        var buffer = new byte[100];
        Convert.FromHexString(Header + Payload).CopyTo(buffer, 0);
        Assert.Equal(SrtpStatus.Ok, sender.Protect(buffer, (Header + Payload).Length / 2, out var length));
        Assert.Equal(Header + secure, Convert.ToHexString(buffer, 0, length));
        Assert.Equal(SrtpStatus.Ok, receiver.Unprotect(buffer.AsSpan(0, length), out length));
        Assert.Equal(Header + Payload, Convert.ToHexString(buffer, 0, length));

        Convert.FromHexString(Report).CopyTo(buffer, 0);
        Assert.Equal(SrtpStatus.Ok, sender.ProtectRtcp(buffer, Report.Length / 2, out length));
        Assert.Equal(secureReport, Convert.ToHexString(buffer, 0, length));
        Assert.Equal(SrtpStatus.Ok, receiver.UnprotectRtcp(buffer.AsSpan(0, length), out length));
        Assert.Equal(Report, Convert.ToHexString(buffer, 0, length));
    }
}
