using SipEdge.Media.Dtmf;

namespace SipEdge.Media.Tests.Dtmf;

public sealed class TelephoneEventTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        var payload = new byte[4];
        foreach (var end in new[] { true, false })
        {
            for (var code = 0; code < 256; code++)
            {
                var written = new TelephoneEvent((byte)code, end, (byte)(code & 63), (ushort)(code * 257));
                written.Write(payload);

                Assert.True(TelephoneEvent.TryRead(payload, out var read));
                Assert.Equal(written, read);
                Assert.Equal(code <= 16, read.IsDigit);
            }
        }
    }

    [Fact]
    public void The_bits_are_where_RFC_4733_has_them()
    {
        // Digit 9, end, volume 10, 1600 units; the reserved bit set, which a receiver ignores.
        Assert.True(TelephoneEvent.TryRead([9, 0xCA, 0x06, 0x40], out var read));
        Assert.Equal(new TelephoneEvent(9, true, 10, 1600), read);
    }

    [Fact]
    public void A_payload_of_fewer_than_four_bytes_is_none()
    {
        for (var length = 0; length < 4; length++)
        {
            Assert.False(TelephoneEvent.TryRead(new byte[length], out _));
        }
    }

    [Fact]
    public void A_press_never_shows_its_key() =>
        Assert.Equal("a digit of 160 ms", new DigitPress(DtmfDigit.Seven, 160).ToString());
}
