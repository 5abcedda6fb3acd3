using SipEdge.Media.Rtp;

namespace SipEdge.Media.Tests.Rtp;

public sealed class RtpHeaderTests
{
    [Fact]
    public void Sources_and_extension_belong_to_the_header()
    {
        var packet = Convert.FromHexString("9265000100000002000000030000000A0000000BBEDE0001FFFFFFFF" + "AABB");
        Assert.Equal(RtpStatus.Valid, RtpHeader.Parse(packet, out var header));
        Assert.Equal(new RtpHeader(0x65, false, 1, 2, 3, 28), header);
        for (var length = 0; length < 28; length++)
        {
            Assert.NotEqual(RtpStatus.Valid, RtpHeader.Parse(packet.AsSpan(0, length), out _));
        }
    }

    [Theory]
    [InlineData("00", RtpStatus.TooShort)]
    [InlineData("000100002112A442000000000000000000000000", RtpStatus.BadVersion)] // STUN
    [InlineData("16FEFF000000000000000000000000", RtpStatus.BadVersion)] // DTLS
    [InlineData("80C80006000000000000000000000000", RtpStatus.WrongKind)]
    [InlineData("8F0000000000000000000000", RtpStatus.BadSources)]
    [InlineData("900000000000000000000000", RtpStatus.BadExtension)]
    [InlineData("900000000000000000000000BEDE0001", RtpStatus.BadExtension)]
    public void What_is_not_RTP_is_named(string packet, RtpStatus expected) =>
        Assert.Equal(expected, RtpHeader.Parse(Convert.FromHexString(packet), out _));

    [Theory]
    [InlineData("A00000000000000000000000AABBCC02", RtpStatus.Valid)]
    [InlineData("A00000000000000000000000AABBCC04", RtpStatus.Valid)]
    [InlineData("A00000000000000000000000AABBCC05", RtpStatus.BadPadding)]
    [InlineData("A00000000000000000000000AABBCC00", RtpStatus.BadPadding)]
    [InlineData("A00000000000000000000001", RtpStatus.BadPadding)]
    [InlineData("800000000000000000000000AABBCC00", RtpStatus.Valid)]
    public void Padding_must_fit_the_payload(string packet, RtpStatus expected) =>
        Assert.Equal(expected, RtpHeader.CheckPadding(Convert.FromHexString(packet), 12));

    [Fact]
    public void A_compound_must_add_up()
    {
        var compound = TestPackets.SenderReport(1, 2);
        Assert.Equal(RtpStatus.Valid, RtcpCompound.Check(compound));
        for (var length = 0; length < compound.Length; length++)
        {
            Assert.True((length == 28) == (RtcpCompound.Check(compound.AsSpan(0, length)) == RtpStatus.Valid));
        }

        compound[0] |= 0x20; // padding anywhere but in the last packet
        Assert.Equal(RtpStatus.BadPadding, RtcpCompound.Check(compound));
        Assert.Equal(RtpStatus.WrongKind, RtcpCompound.Check(TestPackets.Rtp(1, 1)));
    }
}
