using System.Collections.Immutable;
using System.Globalization;
using SipEdge.Media.Negotiation;
using SipEdge.Media.Srtp;

namespace SipEdge.Core.Configuration;

/// <summary>The values of one media block, each by itself.</summary>
internal static class MediaPolicyValidator
{
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(12);

    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        Validate(options.Media.Policy, MediaPolicyMerge.Base, problems);
        foreach (var (name, trunk) in options.Trunks)
        {
            Validate(trunk.Media, $"trunks.{name}.media", problems);
        }
    }

    /// <summary>A list of suites, of a block or a gateway.</summary>
    public static void ValidateSuites(ImmutableArray<SrtpSuite> suites, string path, ProblemList problems)
    {
        if (suites.IsEmpty)
        {
            problems.Error(path, "SRTP needs at least one suite", string.Join(", ", ConfigNames.Suite.Names));
        }
        Rules.Unique(problems, suites.Select((suite, i) => ($"{path}[{i}]", ConfigNames.Suite.Name(suite))), "suite");
    }

    private static void Validate(MediaPolicyOptions policy, string path, ProblemList problems)
    {
        ValidateCodecs(policy.Allow ?? [], $"{path}.allow", problems);
        ValidateCodecs(policy.Disallow ?? [], $"{path}.disallow", problems);
        if (policy.Allow is { Length: > 1 } allow && allow.Any(MediaPolicyCodecs.IsAll))
        {
            problems.Error($"{path}.allow", "'all' stands for every codec, so it stands alone", "allow: all, or a list of names");
        }
        if (policy.PacketTime is { } time and not 0)
        {
            Rules.Range(problems, $"{path}.ptime", time, 10, 120);
            if (time % 10 != 0)
            {
                problems.Error($"{path}.ptime",
                    string.Create(CultureInfo.InvariantCulture, $"{time} ms is no packet time of a codec"), "a multiple of 10");
            }
        }
        if (policy.Srtp.Suites is { } suites)
        {
            ValidateSuites(suites, $"{path}.srtp.suites", problems);
        }
        if (policy.Srtp.RtpPadding is { } padding and not 0)
        {
            Rules.Range(problems, $"{path}.srtp.rtp_padding", padding, 2, 128);
        }
        ValidateTimeout(policy.Timeouts.NoMedia, $"{path}.timeouts.no_media", TimeSpan.FromSeconds(2), problems);
        ValidateTimeout(policy.Timeouts.Silence, $"{path}.timeouts.silence", TimeSpan.FromSeconds(2), problems);
    }

    private static void ValidateCodecs(ImmutableArray<string> names, string path, ProblemList problems)
    {
        var seen = new HashSet<CodecPattern>();
        for (var i = 0; i < names.Length; i++)
        {
            var name = names[i];
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
            if (MediaPolicyCodecs.IsAll(name))
            {
                continue;
            }
            if (!CodecPattern.TryParse(name, out var codec))
            {
                problems.Error(at, $"'{name}' is not a codec", "one name for each item, as pcma or opus/48000/2");
            }
            else if (codec.Clock == 0 && !CodecPattern.WellKnown.Contains(codec.Name))
            {
                problems.Error(at, $"there is no well-known codec '{name}'", "name/clock for one that is not",
                    NearestName.Find(name, CodecPattern.WellKnown));
            }
            else if (!seen.Add(codec))
            {
                problems.Error(at, $"codec '{name}' is there already");
            }
        }
    }

    private static void ValidateTimeout(TimeSpan? timeout, string path, TimeSpan least, ProblemList problems)
    {
        if (timeout is { } value && value != TimeSpan.Zero && (value < least || value > LongestTimeout))
        {
            problems.Error(path, $"{DurationText.Write(value)} is out of range",
                $"0 for never, or {DurationText.Write(least)} to {DurationText.Write(LongestTimeout)}");
        }
    }
}
