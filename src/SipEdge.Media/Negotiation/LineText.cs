using System.Text;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Negotiation;

/// <summary>A line in the words of a record. Known words are made once.</summary>
internal static class LineText
{
    private static readonly string[] Suites = MakeSuites();

    private static readonly string[] Codecs =
    [
        "PCMA", "PCMU", "G722", "G729", "opus", "GSM", "iLBC", "G723", "G726-16", "G726-24", "G726-32", "G726-40", "G728", "G7221",
        "AMR", "AMR-WB", "EVS", "speex", "SILK", "L16", "siren7", "H261", "H263", "H263-1998", "H264", "H265", "VP8", "VP9", "AV1",
    ];

    public static string Security(in LineSide side) => side.Profile switch
    {
        MediaProfile.Udptl => "udptl",
        _ when side.Keys == KeySource.Crypto => Suites[(int)(side.Opaque ? side.Receive.Suite : side.SendSuite)],
        _ when side.Keys == KeySource.Dtls => "dtls",
        _ => "rtp",
    };

    /// <summary>An encoding name, in the case that it is registered in.</summary>
    public static string Codec(ReadOnlySpan<byte> name)
    {
        foreach (var known in Codecs)
        {
            if (Ascii.EqualsIgnoreCase(name, known))
            {
                return known;
            }
        }

        return Encoding.ASCII.GetString(name);
    }

    private static string[] MakeSuites()
    {
        var names = new string[(int)SrtpSuite.AeadAes256Gcm + 1];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = Encoding.ASCII.GetString(SrtpSuites.Name((SrtpSuite)i));
        }

        return names;
    }
}
