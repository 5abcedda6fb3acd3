namespace SipEdge.Media.Quality;

/// <summary>
/// How good a conversation sounds, from what is known of the network: the transmission rating R of ITU-T G.107 (06/2015), its
/// mean opinion score, and codec impairments after G.113 Appendix I. What the network does not say (loudness, noise, echo
/// loss of the telephones) has the default of G.107 table 2, with which a faultless call reaches R = 93.2, MOS 4.41.
/// <para>Narrow band: a wide-band codec is rated as the narrow-band call it is at least as good as.</para>
/// </summary>
public static class EModel
{
    // Table 2 of G.107: send, receive and side-tone loudness, noise factors, echo losses, noise levels.
    private const double Slr = 8;
    private const double Rlr = 2;
    private const double Stmr = 15;
    private const double Ds = 3;
    private const double Lstr = 18;
    private const double Telr = 65;
    private const double Wepl = 110;
    private const double Nc = -70;
    private const double Nfor = -64;
    private const double Ps = 35;
    private const double Pr = 35;
    private const double Olr = Slr + Rlr;

    /// <summary>Range of the burst ratio in table 2; 1 is random loss.</summary>
    private const double MaxBurstRatio = 8;

    private static readonly double No = NoiseSum();

    /// <summary>Signal to noise (§7.2, equation 7-2).</summary>
    private static readonly double Ro = 15 - (1.5 * (Slr + No));

    /// <summary>The part of the simultaneous impairments that no delay changes: loudness and quantizing (§7.3).</summary>
    private static readonly double FixedImpairment = LoudnessImpairment() + QuantizingImpairment();

    /// <summary>The transmission rating: R = Ro - Is - Id - Ie,eff (§7.1), from 0 (nothing) to 93.2 (faultless).</summary>
    /// <param name="lossPercent">Packets that were not played: lost, or too late.</param>
    /// <param name="burstRatio">Mean length of a run of lost packets by that of random loss; 1 is random.</param>
    /// <param name="oneWayMilliseconds">Mouth to ear: network, play-out buffer, packet and codec.</param>
    public static double Rating(CodecImpairment codec, double lossPercent, double burstRatio, double oneWayMilliseconds)
    {
        var delay = Math.Clamp(oneWayMilliseconds, 0, 10_000);
        var rating = Ro - FixedImpairment - SideToneImpairment(delay) - TalkerEcho(delay) - ListenerEcho(delay)
            - PureDelay(delay) - EffectiveEquipment(codec, lossPercent, burstRatio);
        return Math.Clamp(rating, 0, 100);
    }

    /// <summary>What people would say of it on average, from 1 (bad) to 4.5 (Annex B, equation B-4).</summary>
    public static double MeanOpinionScore(double rating) => rating switch
    {
        <= 0 => 1,
        >= 100 => 4.5,

        // Below R = 6.5 the polynomial dips under 1, which no opinion does.
        _ => Math.Max(1, 1 + (0.035 * rating) + (rating * (rating - 60) * (100 - rating) * 7e-6)),
    };

    /// <summary>Ie,eff = Ie + (95 - Ie) Ppl / (Ppl / BurstR + Bpl) (§7.5, equation 7-29).</summary>
    public static double EffectiveEquipment(CodecImpairment codec, double lossPercent, double burstRatio)
    {
        var loss = Math.Clamp(lossPercent, 0, 100);
        var ratio = Math.Clamp(burstRatio, 1, MaxBurstRatio);
        return codec.Ie + ((95 - codec.Ie) * loss / ((loss / ratio) + codec.Bpl));
    }

    /// <summary>No: circuit noise, room noise of both ends and the noise floor, added by power (§7.2).</summary>
    private static double NoiseSum()
    {
        var nos = Ps - Slr - Ds - 100 + (0.004 * Square(Ps - Olr - Ds - 14));
        var pre = Pr + (10 * Math.Log10(1 + Power((10 - Lstr) / 10)));
        var nor = Rlr - 121 + pre + (0.008 * Square(pre - 35));
        return 10 * Math.Log10(Power(Nc / 10) + Power(nos / 10) + Power(nor / 10) + Power((Nfor + Rlr) / 10));
    }

    /// <summary>Iolr: too quiet or too loud (§7.3).</summary>
    private static double LoudnessImpairment()
    {
        var x = (Olr + (0.2 * (64 + No - Rlr))) / 8;
        return 20 * (Math.Pow(1 + Math.Pow(x, 8), 1.0 / 8) - x);
    }

    /// <summary>Iq: one quantizing distortion unit, a single conversion to digital and back (§7.3).</summary>
    private static double QuantizingImpairment()
    {
        const double Q = 37;
        const double G = 1.07 + (0.258 * Q) + (0.0602 * Q * Q);
        var y = ((Ro - 100) / 15) + (46 / 8.4) - (G / 9);
        return 15 * Math.Log10(1 + Power(y) + Power((46.0 / 30) - (G / 40)));
    }

    /// <summary>Ist: hearing oneself, the echo included (§7.3).</summary>
    private static double SideToneImpairment(double delay)
    {
        var stmr = -10 * Math.Log10(Power(-Stmr / 10) + (Math.Exp(-delay / 4) * Power(-Telr / 10)));
        return (12 * Root((stmr - 13) / 6, 8)) - (28 * Root((stmr + 1) / 19.4, 35)) - (13 * Root((stmr - 3) / 33, 13)) + 29;
    }

    /// <summary>Idte: the talker's own echo (§7.4).</summary>
    private static double TalkerEcho(double delay)
    {
        var terv = Telr - (40 * Math.Log10((1 + (delay / 10)) / (1 + (delay / 150)))) + (6 * Math.Exp(-0.3 * delay * delay));
        var re = 80 + (2.5 * (terv - 14));
        var half = ((-1.5 * (No - Rlr)) - re) / 2;
        return (half + Math.Sqrt((half * half) + 100) - 1) * (1 - Math.Exp(-delay));
    }

    /// <summary>Idle: the listener's echo, after a round trip of twice the way (§7.4).</summary>
    private static double ListenerEcho(double delay)
    {
        var half = (Ro - (10.5 * (Wepl + 7) * Math.Pow((2 * delay) + 1, -0.25))) / 2;
        return half + Math.Sqrt((half * half) + 169);
    }

    /// <summary>Idd: talking over each other, from 100 ms on (§7.4, with sT = 1 and mT = 100 ms).</summary>
    private static double PureDelay(double delay)
    {
        if (delay <= 100)
        {
            return 0;
        }

        var x = Math.Log2(delay / 100);
        return 25 * (Root(x, 6) - (3 * Root(x / 3, 6)) + 2);
    }

    private static double Root(double x, int power) => Math.Pow(1 + Math.Pow(x, power), 1.0 / power);

    private static double Power(double exponent) => Math.Pow(10, exponent);

    private static double Square(double x) => x * x;
}
