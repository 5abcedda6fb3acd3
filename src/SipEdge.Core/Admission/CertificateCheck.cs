using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Admission;

/// <summary>
/// Does the caller's certificate name a trunk? Only what the handshake verified for that very trunk counts: a certificate that is
/// wrong, or from another authority, is as none.
/// </summary>
internal static class CertificateCheck
{
    /// <summary>The ACL by which a certificate admits to the domain; null when none does.</summary>
    public static AclModel? Find(
        in Arrival arrival, DomainModel domain, EdgeModel model, out ConfigLine line, Trail? trail = null)
    {
        foreach (var peer in arrival.PeerNames)
        {
            if (Certified(peer, model) is not { } certified)
            {
                continue;
            }
            foreach (var acl in certified.Acls)
            {
                if (domain.Has(acl))
                {
                    line = certified.Tls.Line;
                    trail?.Add(DecisionStage.Certificate, StepOutcome.Decided, line,
                        $"the certificate of {peer.Name} names trunk {certified.Trunk}");
                    return acl;
                }
            }
            trail?.Add(DecisionStage.Certificate, StepOutcome.NearMiss, certified.Tls.Line, certified.Acls.IsEmpty
                ? $"the certificate of {peer.Name} names trunk {certified.Trunk}, whose ACLs ask for a credential"
                : $"the certificate of {peer.Name} names trunk {certified.Trunk}, which does not call {domain.Name}");
        }
        if (arrival is { Tls.PeerName: { } shown, PeerNames.IsEmpty: true })
        {
            trail?.Add(DecisionStage.Certificate, StepOutcome.Skipped, domain.Line,
                $"a certificate of {PrintableText.Of(shown)} was shown; no trunk's client_names and authority stand for it");
        }
        line = default;
        return null;
    }

    /// <summary>Whether the caller has shown that it is this trunk.</summary>
    public static bool Names(in Arrival arrival, TrunkModel trunk, EdgeModel model)
    {
        foreach (var peer in arrival.PeerNames)
        {
            if (Certified(peer, model) is { } certified && certified.Trunk == trunk)
            {
                return true;
            }
        }
        return false;
    }

    private static CertifiedTrunk? Certified(PeerName peer, EdgeModel model) =>
        model.Certified.GetValueOrDefault(peer.Peer) is { } certified && CertificateNames.Match(certified.Tls.ClientNames, peer.Name)
            ? certified
            : null;
}
