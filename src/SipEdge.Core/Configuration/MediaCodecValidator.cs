using SipEdge.Media.Negotiation;

namespace SipEdge.Core.Configuration;

/// <summary>What the allow and disallow lists leave, when the blocks have been put together.</summary>
internal static class MediaCodecValidator
{
    // They ride with a codec: an allow list says nothing about them, or cannot make a call of them alone.
    private static readonly string[] Companions = ["telephone-event", "cn"];

    private static readonly string[] NotVoice =
        ["telephone-event", "cn", "red", "h263-1998", "h264", "h265", "vp8", "vp9", "av1"];

    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        Validate(options.Media.Policy, static key => $"{MediaPolicyMerge.Base}.{key}", problems);
        foreach (var (name, trunk) in options.Trunks.Where(trunk => trunk.Value.Media is not { Allow: null, Disallow: null }))
        {
            var media = trunk.Media;
            Validate(MediaPolicyMerge.For(options, trunk), key => MediaPolicyMerge.PathOf(
                name, key == "allow" ? media.Allow is not null : media.Disallow is not null, key), problems);
        }
    }

    private static void Validate(MediaPolicyOptions policy, Func<string, string> path, ProblemList problems)
    {
        var rules = MediaPolicyCodecs.Compile(policy);
        var denied = rules.Allowed.Where(codec => rules.Denied.Any(other => Covers(other, codec))).ToList();
        if (rules.IsNothing)
        {
            problems.Error(path("disallow"), "no codec is left: everything is disallowed and nothing allowed",
                "allow: the codecs that calls may use");
        }
        else if (!rules.Allowed.IsEmpty && rules.Allowed.All(codec => denied.Contains(codec) || NotVoice.Contains(codec.Name)))
        {
            problems.Error(path("allow"), "no codec for voice is left", "one that disallow does not name");
        }
        else
        {
            foreach (var codec in denied)
            {
                problems.Warning(path("disallow"), $"'{codec}' is allowed and disallowed: disallow wins", "one of the two");
            }
        }
        foreach (var codec in rules.Allowed.Where(codec => Companions.Contains(codec.Name)))
        {
            problems.Warning(path("allow"), $"'{codec}' passes beside every codec, allowed or not", "disallow takes it out");
        }
    }

    /// <summary>Everything that the second names, the first names too.</summary>
    private static bool Covers(CodecPattern wide, CodecPattern narrow) => wide.Name == narrow.Name
        && (wide.Clock == 0 || wide.Clock == narrow.Clock) && (wide.Channels == 0 || wide.Channels == narrow.Channels);
}
