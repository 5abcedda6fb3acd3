using SipEdge.Media.Rtp;

namespace SipEdge.Media.Tests.Rtp;

public sealed class RtpPaddingTests
{
    [Fact]
    public void Every_payload_is_padded_to_a_whole_block_and_reads_back()
    {
        for (var block = 2; block <= RtpPadding.MaxBlock; block++)
        {
            for (var payload = 0; payload <= 300; payload++)
            {
                var plain = TestPackets.Rtp(1, 1, payload);
                var buffer = new byte[plain.Length + block];
                Array.Fill(buffer, (byte)0xEE);
                plain.CopyTo(buffer, 0);
                Assert.True(RtpPadding.TryPad(buffer, plain.Length, 12, block, out var padded));
                Assert.Equal(0, (padded - 12) % block);
                Assert.InRange(padded - plain.Length, 0, block - 1);
                Assert.Equal(plain.AsSpan(1), buffer.AsSpan(1, plain.Length - 1));
                Assert.Equal(padded == plain.Length ? 0x80 : 0xA0, buffer[0]);

                var packet = buffer.AsSpan(0, padded);
                Assert.Equal(RtpStatus.Valid, RtpHeader.Parse(packet, out var header));
                Assert.Equal(RtpStatus.Valid, RtpHeader.CheckPadding(packet, header.Length));
                Assert.True(padded == plain.Length || packet[^1] == padded - plain.Length);
            }
        }
    }

    [Theory]
    [InlineData(0x80, 172, 15, 64, false)] // 32 bytes are needed
    [InlineData(0x80, 172, 32, 64, true)]
    [InlineData(0xA0, 172, 64, 64, false)] // padded already
    [InlineData(0x80, 172, 300, 129, false)]
    [InlineData(0x80, 172, 300, 1, false)]
    [InlineData(0x80, 172, 300, 0, false)]
    [InlineData(0x80, 8, 300, 16, false)] // shorter than its header
    public void What_does_not_fit_is_left_alone(byte first, int length, int room, int block, bool fits)
    {
        var buffer = new byte[length + room];
        buffer[0] = first;
        Assert.Equal(fits, RtpPadding.TryPad(buffer, length, 12, block, out var padded));
        Assert.Equal(fits ? 204 : length, padded);
        Assert.Equal(fits ? 0xA0 : first, buffer[0]);
    }
}
