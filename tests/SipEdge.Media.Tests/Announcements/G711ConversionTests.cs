using SipEdge.Media.Announcements;

namespace SipEdge.Media.Tests.Announcements;

public sealed class G711ConversionTests
{
    // ITU-T G.711, tables 1 and 2: the ends of the scale and silence, as they travel (even bits or all bits inverted).
    [Theory]
    [InlineData(0xD5, 8)]
    [InlineData(0x55, -8)]
    [InlineData(0xAA, 32256)]
    [InlineData(0x2A, -32256)]
    [InlineData(0x80, 5504)]
    public void A_law_levels_are_those_of_the_table(byte code, int level) =>
        Assert.Equal(level, G711Conversion.LinearOfA(code));

    [Theory]
    [InlineData(0xFF, 0)]
    [InlineData(0x7F, 0)]
    [InlineData(0x80, 32124)]
    [InlineData(0x00, -32124)]
    [InlineData(0xF0, 120)]
    public void Mu_law_levels_are_those_of_the_table(byte code, int level) =>
        Assert.Equal(level, G711Conversion.LinearOfMu(code));

    [Fact]
    public void Converted_sound_is_as_near_as_the_other_law_can_come()
    {
        for (var code = 0; code < 256; code++)
        {
            var mu = G711Conversion.LinearOfMu((byte)code);
            var a = G711Conversion.LinearOfA(G711Conversion.ToA((byte)code));
            Assert.InRange(Math.Abs(a - mu), 0, 8 + (Math.Abs(mu) / 16));

            a = G711Conversion.LinearOfA((byte)code);
            mu = G711Conversion.LinearOfMu(G711Conversion.ToMu((byte)code));
            Assert.InRange(Math.Abs(a - mu), 0, 8 + (Math.Abs(a) / 16));
        }
    }

    [Fact]
    public void Louder_stays_louder_and_the_sign_stays()
    {
        var byLevel = Enumerable.Range(0, 256).OrderBy(code => G711Conversion.LinearOfA((byte)code)).ToArray();
        var converted = byLevel.Select(code => G711Conversion.LinearOfMu(G711Conversion.ToMu((byte)code))).ToArray();

        Assert.Equal(converted.Order(), converted);
        Assert.All(byLevel, code => Assert.Equal(code & 0x80, G711Conversion.ToMu((byte)code) & 0x80));
    }

    [Fact]
    public void Silence_stays_silence()
    {
        // A-law has no zero: its smallest level is mu-law's first beside zero.
        Assert.Equal(8, G711Conversion.LinearOfMu(G711Conversion.ToMu(AnnouncementClip.Silence(G711Law.A))));
        Assert.Equal(AnnouncementClip.Silence(G711Law.A), G711Conversion.ToA(AnnouncementClip.Silence(G711Law.Mu)));
    }
}
