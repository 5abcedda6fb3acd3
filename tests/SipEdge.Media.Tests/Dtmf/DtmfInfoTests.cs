using System.Text;
using SipEdge.Media.Dtmf;

namespace SipEdge.Media.Tests.Dtmf;

public sealed class DtmfInfoTests
{
    [Theory]
    [InlineData("application/dtmf-relay", "Signal=5\r\nDuration=160", DtmfDigit.Five, 160)]
    [InlineData("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n", DtmfDigit.Five, 160)]
    [InlineData("application/dtmf-relay", "Signal= 5\r\nDuration= 250 \r\n", DtmfDigit.Five, 250)]
    [InlineData("Application/DTMF-Relay", "signal = #\nduration = 100\n", DtmfDigit.Pound, 100)]
    [InlineData("application/dtmf-relay; charset=utf-8", "Duration=90\r\nSignal=*\r\n", DtmfDigit.Star, 90)]
    [InlineData("application/dtmf-relay", "Signal=10\r\nDuration=160", DtmfDigit.Star, 160)]
    [InlineData("application/dtmf-relay", "Signal=11\r\nDuration=160", DtmfDigit.Pound, 160)]
    [InlineData("application/dtmf-relay", "Signal=A\r\nDuration=160", DtmfDigit.A, 160)]
    [InlineData("application/dtmf-relay", "Signal=d\r\nDuration=160", DtmfDigit.D, 160)]
    [InlineData("application/dtmf-relay", "Signal=15\r\n", DtmfDigit.D, 160)]
    [InlineData("application/dtmf-relay", "Signal=16\r\n", DtmfDigit.Flash, 160)]
    [InlineData("application/dtmf-relay", "Signal=hf\r\n", DtmfDigit.Flash, 160)]
    [InlineData("application/dtmf-relay", "Signal=!\r\n", DtmfDigit.Flash, 160)]
    [InlineData("application/dtmf-relay", "\r\n\r\nSignal=0\r\n\r\n", DtmfDigit.Zero, 160)]
    [InlineData("application/dtmf-relay", "Signal=1\r\nDuration=3\r\n", DtmfDigit.One, 40)]
    [InlineData("application/dtmf-relay", "Signal=1\r\nDuration=2147483647\r\n", DtmfDigit.One, 5000)]
    [InlineData("application/dtmf-relay", "Signal=1\r\nVolume=10\r\n", DtmfDigit.One, 160)]
    [InlineData("application/dtmf", "5", DtmfDigit.Five, 160)]
    [InlineData("application/dtmf", "*\r\n", DtmfDigit.Star, 160)]
    [InlineData("application/dtmf", " 11 ", DtmfDigit.Pound, 160)]
    [InlineData("application/dtmf", "b", DtmfDigit.B, 160)]
    public void A_digit_is_read_as_devices_spell_it(string type, string body, DtmfDigit digit, int milliseconds)
    {
        Assert.Equal(DtmfInfoStatus.Digit, Read(type, body, out var press));
        Assert.Equal((digit, milliseconds), (press.Digit, press.Milliseconds));
    }

    [Theory]
    [InlineData("application/dtmf-relay", "")]
    [InlineData("application/dtmf-relay", "Signal=\r\nDuration=160")]
    [InlineData("application/dtmf-relay", "Signal=55\r\nDuration=160")]
    [InlineData("application/dtmf-relay", "Signal=17\r\n")]
    [InlineData("application/dtmf-relay", "Signal=E\r\n")]
    [InlineData("application/dtmf-relay", "Signal=5\r\nSignal=6\r\n")]
    [InlineData("application/dtmf-relay", "Signal=5\r\nDuration=-1")]
    [InlineData("application/dtmf-relay", "Signal=5\r\nDuration=99999999999")]
    [InlineData("application/dtmf-relay", "Signal=5\r\nDuration=160ms")]
    [InlineData("application/dtmf-relay", "Duration=160\r\n")]
    [InlineData("application/dtmf-relay", "5")]
    [InlineData("application/dtmf", "")]
    [InlineData("application/dtmf", "5 6")]
    [InlineData("application/dtmf", "Signal=5")]
    public void What_says_it_is_a_digit_and_is_none_is_malformed(string type, string body) =>
        Assert.Equal(DtmfInfoStatus.Malformed, Read(type, body, out _));

    [Theory]
    [InlineData("application/sdp")]
    [InlineData("application/dtmf-relayed")]
    [InlineData("application/media_control+xml")]
    [InlineData("")]
    public void Other_bodies_are_none_of_our_business(string type) =>
        Assert.Equal(DtmfInfoStatus.NotDtmf, Read(type, "Signal=5", out _));

    [Fact]
    public void A_body_beyond_the_bound_is_not_looked_at() =>
        Assert.Equal(DtmfInfoStatus.Malformed, Read("application/dtmf-relay", "Signal=5" + new string('\n', 200), out _));

    [Fact]
    public void Every_digit_written_is_read_again()
    {
        var buffer = new byte[DtmfInfo.MaxRelayLength];
        for (var code = 0; code <= 16; code++)
        {
            var press = new DigitPress((DtmfDigit)code, 40 + (code * 300));
            var length = DtmfInfo.WriteRelay(buffer, press);

            Assert.Equal(DtmfInfoStatus.Digit, DtmfInfo.Read(DtmfInfo.RelayType, buffer.AsSpan(0, length), out var relayed));
            Assert.Equal(press.Bounded(), relayed);

            length = DtmfInfo.WriteBare(buffer, press.Digit);
            Assert.Equal(DtmfInfoStatus.Digit, DtmfInfo.Read(DtmfInfo.BareType, buffer.AsSpan(0, length), out var bare));
            Assert.Equal(press.Digit, bare.Digit);
        }
    }

    [Fact]
    public void What_is_written_is_what_devices_expect()
    {
        var buffer = new byte[DtmfInfo.MaxRelayLength];
        var length = DtmfInfo.WriteRelay(buffer, new DigitPress(DtmfDigit.Star, 160));

        Assert.Equal("Signal=*\r\nDuration=160\r\n", Encoding.ASCII.GetString(buffer.AsSpan(0, length)));
        Assert.Equal(0, DtmfInfo.WriteRelay(buffer.AsSpan(0, length - 1), new DigitPress(DtmfDigit.Star, 160)));
    }

    [Fact]
    public void Any_bytes_are_read_without_surprise()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var body = new byte[160];
        for (var run = 0; run < 20_000; run++)
        {
            random.NextBytes(body);
            var length = random.Next(body.Length);
            "Signal="u8.CopyTo(body);
            var status = DtmfInfo.Read(DtmfInfo.RelayType, body.AsSpan(0, length), out var press);
            var bounded = press.Milliseconds is >= DigitPress.MinMilliseconds and <= DigitPress.MaxMilliseconds;

            Assert.True(status != DtmfInfoStatus.Digit || (bounded && (byte)press.Digit <= 16), $"seed {seed}, run {run}");
        }
    }

    private static DtmfInfoStatus Read(string type, string body, out DigitPress press) =>
        DtmfInfo.Read(Encoding.ASCII.GetBytes(type), Encoding.ASCII.GetBytes(body), out press);
}
