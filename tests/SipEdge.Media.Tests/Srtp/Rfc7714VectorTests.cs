using SipEdge.Media.Srtp;

namespace SipEdge.Media.Tests.Srtp;

/// <summary>
/// RFC 7714 §16 and §17, which begin with session keys; and the packet that libsrtp checks itself with, which begins with
/// a master key.
/// </summary>
public sealed class Rfc7714VectorTests
{
    private const string Key = "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F";
    private const string Salt = "517569642070726F2071756F";
    private const string Header = "8040F17B8041F8D35501A0B2";
    private const string Payload = "47616C6C696120657374206F6D6E69732064697669736120696E207061727465732074726573";
    private const string Report = "81C8000D4D6172734E5450314E545032525450200000042A0000E930"
        + "4C756E61DEADBEEFDEADBEEFDEADBEEFDEADBEEFDEADBEEF";

    [Theory]
    [InlineData(
        16,
        "F24DE3A3FB34DE6CACBA861C9D7E4BCABE633BD50D294E6F42A5F4"
        + "7A51C7D19B36DE3ADF8833899D7F27BEB16A9152CF765EE4390CCE")]
    [InlineData(
        32,
        "32B1DE78A822FE12EF9F78FA332E33AAB18012389A58E2F3B50B2A"
        + "0276FFAE0F1BA63799B87B7AA3DB36DFFFD6B0F9BB7878D7A76C13")]
    public void The_packets_of_section_16_come_out(int keyLength, string secure)
    {
        var transform = Transform(keyLength);
        var buffer = new byte[100];
        Convert.FromHexString(Header + Payload).CopyTo(buffer, 0);
        var place = new PacketPlace(0x5501A0B2, 0xF17B, 12);
        transform.Protect(buffer, 50, place);
        Assert.Equal(Header + secure, Convert.ToHexString(buffer, 0, 66));

        Assert.True(transform.Verify(buffer.AsSpan(0, 66), place));
        Assert.False(transform.Verify(buffer.AsSpan(0, 66), place.Later(1)));
        transform.Decrypt(buffer.AsSpan(0, 50), place);
        Assert.Equal(Header + Payload, Convert.ToHexString(buffer, 0, 50));
    }

    [Theory]
    [InlineData(
        16,
        "81C8000D4D61727363E94885DCDAB67CA727D7662F6B7E997FF5C0F76C06F32DC676A5F1"
        + "730D6FDA4CE09B4686303DED0BB9275BC84AA45896CF4D2FC5ABF87245D9EADE800005D4")]
    [InlineData(
        32,
        "81C8000D4D617273D50AE4D1F5CE5D304BA297E47D470C282C3ECE5DBFFE0A50A2EAA5C1"
        + "110555BE8415F658C61DE0476F1B6FAD1D1EB30C4446839F57FF6F6CB26AC3BE800005D4")]
    public void The_reports_of_section_17_come_out(int keyLength, string secure)
    {
        var transform = Transform(keyLength);
        var buffer = new byte[100];
        Convert.FromHexString(Report).CopyTo(buffer, 0);
        transform.ProtectRtcp(buffer, 52, 0x4D617273, 0x800005D4);
        Assert.Equal(secure, Convert.ToHexString(buffer, 0, 72));

        Assert.Equal(0x800005D4u, transform.RtcpWord(buffer.AsSpan(0, 72)));
        Assert.True(transform.VerifyRtcp(buffer.AsSpan(0, 72), 0x4D617273, 0x800005D4));
        transform.DecryptRtcp(buffer.AsSpan(0, 52), 0x4D617273, 0x5D4);
        Assert.Equal(Report, Convert.ToHexString(buffer, 0, 52));
    }

    /// <summary>§17.3 and §17.4: in the clear, the E flag is 0 and all of it is header.</summary>
    [Theory]
    [InlineData(16, "841DD9683DD78EC92AE58790125F62B3000005D4")]
    [InlineData(32, "91DB4AFBFEEE5A978FAB4393ED2615FE000005D4")]
    public void A_report_in_the_clear_authenticates(int keyLength, string end)
    {
        var packet = Convert.FromHexString(Report + end);
        Assert.True(Transform(keyLength).VerifyRtcp(packet, 0x4D617273, 0x5D4));
        packet[30] ^= 1;
        Assert.False(Transform(keyLength).VerifyRtcp(packet, 0x4D617273, 0x5D4));
    }

    [Fact]
    public void The_packet_of_libsrtp_comes_out_of_a_master_key()
    {
        var key = SrtpKey.Create(
            SrtpSuite.AeadAes128Gcm, Convert.FromHexString("000102030405060708090A0B0C0D0E0FA0A1A2A3A4A5A6A7A8A9AAAB"));
        var buffer = new byte[60];
        Convert.FromHexString("800F1234DECAFBADCAFEBABEABABABABABABABABABABABABABABABAB").CopyTo(buffer, 0);
        Assert.Equal(SrtpStatus.Ok, new SrtpContext(key).Protect(buffer, 28, out var length));
        Assert.Equal(
            "800F1234DECAFBADCAFEBABEC5002EDE04CFDD2EB91159E0880AA06ED2976826F796B201DF3131A127E8A392",
            Convert.ToHexString(buffer, 0, length));
    }

    private static AeadAesGcm Transform(int keyLength)
    {
        var key = Convert.FromHexString(Key).AsSpan(0, keyLength);
        var keys = new AeadAesGcm.Keys(key, Convert.FromHexString(Salt));
        return new AeadAesGcm(keys, keys);
    }
}
