using SipEdge.Media.Quality;

namespace SipEdge.Media.Tests.Quality;

public sealed class EModelTests
{
    /// <summary>
    /// The first row is the default of ITU-T G.107 table 2, R = 93.2; the others were calculated apart from this code, with the
    /// equations of clause 7 written out in another language.
    /// </summary>
    [Theory]
    [InlineData(0, 4.3, 0, 1, 0, 93.206, 4.4094)]
    [InlineData(0, 4.3, 0, 1, 20, 92.531, 4.3960)]
    [InlineData(0, 4.3, 0, 1, 50, 91.756, 4.3796)]
    [InlineData(0, 4.3, 0, 1, 100, 90.664, 4.3549)]
    [InlineData(0, 4.3, 0, 1, 150, 89.539, 4.3275)]
    [InlineData(0, 4.3, 0, 1, 200, 85.805, 4.2232)]
    [InlineData(0, 4.3, 0, 1, 300, 72.666, 3.7194)]
    [InlineData(0, 4.3, 0, 1, 400, 62.247, 3.2156)]
    [InlineData(10, 19, 0, 1, 0, 83.206, 4.1392)]
    [InlineData(0, 4.3, 1, 1, 0, 75.282, 3.8339)]
    [InlineData(0, 4.3, 5, 1, 0, 42.131, 2.1696)]
    [InlineData(0, 25.1, 1, 1, 0, 89.566, 4.3282)]
    [InlineData(0, 25.1, 5, 1, 0, 77.425, 3.9231)]
    [InlineData(0, 25.1, 5, 2, 0, 75.996, 3.8641)]
    [InlineData(0, 4.3, 20, 1, 150, 11.350, 1.0546)]
    [InlineData(11, 19, 3, 1, 100, 68.209, 3.5119)]
    [InlineData(20, 10, 2, 1, 250, 46.677, 2.4016)]
    public void Ratings_are_those_of_G107(double ie, double bpl, double loss, double burst, double delay, double r, double mos)
    {
        var rating = EModel.Rating(new CodecImpairment(ie, bpl), loss, burst, delay);

        Assert.Equal(r, rating, 0.001);
        Assert.Equal(mos, EModel.MeanOpinionScore(rating), 0.0001);
    }

    [Theory]
    [InlineData(-5, 1)]
    [InlineData(0, 1)]
    [InlineData(3, 1)]
    [InlineData(50, 2.575)]
    [InlineData(100, 4.5)]
    [InlineData(120, 4.5)]
    public void Opinions_stay_within_their_scale(double rating, double mos) =>
        Assert.Equal(mos, EModel.MeanOpinionScore(rating), 0.0001);

    [Fact]
    public void More_loss_or_delay_or_longer_bursts_never_sound_better()
    {
        CodecImpairment.TryGet(VoiceCodec.G711, out var codec);
        for (var step = 0; step < 100; step++)
        {
            Assert.True(EModel.Rating(codec, step, 1, 50) >= EModel.Rating(codec, step + 1, 1, 50));
            Assert.True(EModel.Rating(codec, 2, 1, 10 * step) >= EModel.Rating(codec, 2, 1, (10 * step) + 10) - 1e-9);
            Assert.True(EModel.Rating(codec, 5, 1 + (step / 20.0), 50) >= EModel.Rating(codec, 5, 1.05 + (step / 20.0), 50));
        }

        Assert.True(EModel.Rating(CodecImpairment.G711WithoutConcealment, 1, 1, 0) < EModel.Rating(codec, 1, 1, 0));
    }

    [Fact]
    public void Payload_types_without_a_known_codec_get_no_estimate()
    {
        var codecs = default(PayloadCodecs).With(96, VoiceCodecs.Find("OPUS"u8)).With(97, VoiceCodecs.Find("ilbc"u8))
            .With(98, VoiceCodecs.Find("speex"u8));
        Assert.Equal(
            [VoiceCodec.G711, VoiceCodec.G711, VoiceCodec.G729, VoiceCodec.Opus, VoiceCodec.Ilbc, VoiceCodec.Unknown],
            new byte[] { 0, 8, 18, 96, 97, 98 }.Select(codecs.Find));

        var quality = new StreamQuality { Expected = 1000, Codec = VoiceCodec.Unknown };
        Assert.Null(VoiceEstimate.From(quality, null));
        Assert.Null(VoiceEstimate.From(quality with { Expected = 10, Codec = VoiceCodec.G711 }, null));
        Assert.InRange(VoiceEstimate.From(quality with { Codec = VoiceCodec.G711 }, null)!.Value.Mos, 4.3, 4.41);
    }

    [Fact]
    public void A_long_way_sounds_worse_when_RTCP_tells_of_it()
    {
        var quality = new StreamQuality { Expected = 1000, Codec = VoiceCodec.G711, RoundTrip = TimeSpan.FromMilliseconds(200) };

        var near = VoiceEstimate.From(quality, null)!.Value;
        var far = VoiceEstimate.From(quality, TimeSpan.FromMilliseconds(400))!.Value;
        Assert.Equal(145, near.OneWayMilliseconds, 0.01); // half of 200, 20 of buffer, 25 of packet and codec
        Assert.Equal(345, far.OneWayMilliseconds, 0.01);
        Assert.True(far.Mos < near.Mos - 0.5);
    }
}
