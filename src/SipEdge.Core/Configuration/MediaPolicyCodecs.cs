using System.Collections.Immutable;
using SipEdge.Media.Negotiation;

namespace SipEdge.Core.Configuration;

/// <summary>The allow and disallow lists of a policy, read.</summary>
internal static class MediaPolicyCodecs
{
    /// <summary>What cannot be read is left out: it has its own complaint.</summary>
    public static CodecRules Compile(MediaPolicyOptions policy)
    {
        var disallow = policy.Disallow ?? [];
        return CodecRules.Create(Patterns(policy.Allow ?? []), Patterns(disallow), disallow.Any(IsAll));
    }

    public static bool IsAll(string name) =>
        string.Equals(name, MediaPolicyOptions.AllCodecs, StringComparison.OrdinalIgnoreCase);

    private static ImmutableArray<CodecPattern> Patterns(ImmutableArray<string> names)
    {
        var patterns = ImmutableArray.CreateBuilder<CodecPattern>();
        foreach (var name in names)
        {
            if (!IsAll(name) && CodecPattern.TryParse(name, out var pattern))
            {
                patterns.Add(pattern);
            }
        }
        return patterns.ToImmutable();
    }
}
