using SipEdge.Media.Negotiation;

namespace SipEdge.Core.Configuration;

/// <summary>alg_repair against what leaves it nothing to do, or says the opposite.</summary>
internal static class AlgRepairValidator
{
    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        foreach (var (name, trunk) in options.Trunks.Where(static trunk => trunk.Value.Signalling.AlgRepair))
        {
            var policy = MediaPolicyMerge.For(options, trunk);
            Judge($"trunks.{name}.alg_repair", policy.Nat, policy.Mode, problems);
        }
        foreach (var (name, domain) in options.Domains)
        {
            if (domain.Phones is { AlgRepair: true } phones)
            {
                Judge($"domains.{name}.phones.alg_repair", phones.Nat, MediaMode.Anchor, problems);
            }
        }
    }

    private static void Judge(string path, NatMode? nat, MediaMode? mode, ProblemList problems)
    {
        if (nat == NatMode.No)
        {
            problems.Error(path, "nat: no says that the addresses the peer names are right; behind an ALG they are not", "nat: auto or yes");
        }
        if (mode == MediaMode.Direct)
        {
            problems.Error(path, "the media is direct: the other side gets the addresses as they come", "mode: anchor");
        }
    }
}
