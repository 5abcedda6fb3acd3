using SipEdge.Media.Srtp;

namespace SipEdge.Media.Tests.Srtp;

/// <summary>RFC 6188 §7.2: session keys from a master key of 256 bits. Its key stream is with the cipher's tests.</summary>
public sealed class Rfc6188VectorTests
{
    private const string MasterKey = "F0F04914B513F2763A1B1FA130F10E2998F6F6E43E4309D1E622A0E332B9F1B6";
    private const string MasterSalt = "3B04803DE51EE7C96423AB5B78D2";

    [Theory]
    [InlineData(0, "5BA1064E30EC51613CAD926C5A28EF731EC7FB397F70A960653CAF06554CD8C4")]
    [InlineData(2, "FA31791685CA444A9E07C6C64E93")]
    [InlineData(1, "FD9C32D39ED5FBB5A9DC96B30818454D1313DC05")]
    public void The_session_keys_of_section_7_2_come_out(int label, string expected)
    {
        var key = new byte[expected.Length / 2];
        SrtpKeyDerivation.Derive(
            new AesCounterMode(Convert.FromHexString(MasterKey)), Convert.FromHexString(MasterSalt), (SrtpKeyLabel)label, key);
        Assert.Equal(expected, Convert.ToHexString(key));
    }
}
