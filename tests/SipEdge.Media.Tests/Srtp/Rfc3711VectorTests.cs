using SipEdge.Media.Srtp;

namespace SipEdge.Media.Tests.Srtp;

/// <summary>RFC 3711 appendix B.3, and the packets that libsrtp and others check themselves with.</summary>
public sealed class Rfc3711VectorTests
{
    private const string MasterKey = "E1F97A0D3E018BE0D64FA32C06DE4139";
    private const string MasterSalt = "0EC675AD498AFEEBB6960B3AABE6";

    private static readonly SrtpKey Key =
        SrtpKey.Create(SrtpSuite.AesCm128HmacSha1_80, Convert.FromHexString(MasterKey + MasterSalt));

    [Theory]
    [InlineData(0, "C61E7A93744F39EE10734AFE3FF7A087")]
    [InlineData(2, "30CBBC08863D8C85D49DB34A9AE1")]
    [InlineData(1, "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4")]
    public void The_session_keys_of_appendix_B3_come_out(int label, string expected)
    {
        var key = new byte[expected.Length / 2];
        SrtpKeyDerivation.Derive(
            new AesCounterMode(Convert.FromHexString(MasterKey)), Convert.FromHexString(MasterSalt), (SrtpKeyLabel)label, key);
        Assert.Equal(expected, Convert.ToHexString(key));
    }

    [Fact]
    public void A_known_RTP_packet_is_protected_and_unprotected()
    {
        const string plain = "800F1234DECAFBADCAFEBABEABABABABABABABABABABABABABABABAB";
        const string secure = "800F1234DECAFBADCAFEBABE4E55DC4CE79978D88CA4D215949D2402B78D6ACC99EA179B8DBB";
        var buffer = new byte[100];
        Convert.FromHexString(plain).CopyTo(buffer, 0);
        Assert.Equal(SrtpStatus.Ok, new SrtpContext(Key).Protect(buffer, plain.Length / 2, out var length));
        Assert.Equal(secure, Convert.ToHexString(buffer, 0, length));

        Assert.Equal(SrtpStatus.Ok, new SrtpContext(Key).Unprotect(buffer.AsSpan(0, length), out length));
        Assert.Equal(plain, Convert.ToHexString(buffer, 0, length));
    }

    [Fact]
    public void A_known_RTCP_packet_is_protected_and_unprotected()
    {
        const string plain = "81C8000BCAFEBABEABABABABABABABABABABABABABABABAB";
        const string secure = "81C8000BCAFEBABE7128035BE487B9BDBEF89041F977A5A880000001993E08CD54D6C1230798";
        var buffer = new byte[100];
        Convert.FromHexString(plain).CopyTo(buffer, 0);
        var sender = new SrtpContext(Key, default, nextRtcpIndex: 1);
        Assert.Equal(SrtpStatus.Ok, sender.ProtectRtcp(buffer, plain.Length / 2, out var length));
        Assert.Equal(secure, Convert.ToHexString(buffer, 0, length));

        Assert.Equal(SrtpStatus.Ok, new SrtpContext(Key).UnprotectRtcp(buffer.AsSpan(0, length), out length));
        Assert.Equal(plain, Convert.ToHexString(buffer, 0, length));
    }

    [Fact]
    public void The_short_tag_is_the_start_of_the_long_one()
    {
        var shortKey = SrtpKey.Create(SrtpSuite.AesCm128HmacSha1_32, Key.KeyAndSalt);
        var packet = Convert.FromHexString("800F1234DECAFBADCAFEBABEABABABABABABABABABABABABABABABAB00000000");
        Assert.Equal(SrtpStatus.Ok, new SrtpContext(shortKey).Protect(packet, 28, out var length));
        Assert.Equal("800F1234DECAFBADCAFEBABE4E55DC4CE79978D88CA4D215949D2402B78D6ACC", Convert.ToHexString(packet, 0, length));
    }

    [Fact]
    public void A_key_never_shows_itself()
    {
        Assert.Equal("AesCm128HmacSha1_80", Key.ToString());
        Assert.Equal("AesCm128HmacSha1_80", $"{Key}");
        Assert.NotEqual(Key, SrtpKey.Random(SrtpSuite.AesCm128HmacSha1_80));
        Assert.NotEqual(Key, SrtpKey.Create(SrtpSuite.AesCm128HmacSha1_32, Key.KeyAndSalt));
        Assert.True(SrtpKey.None.KeyAndSalt.IsEmpty);
    }
}
