using SipEdge.Core.Configuration;
using SipEdge.Core.Phones;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Pipeline;

/// <summary>
/// Whose datagrams may be mended before they are read: those of peers that the configuration says sit behind an ALG, known by their
/// address or, phones, by the way they registered over. To be mended admits nobody.
/// </summary>
internal static class AlgPeers
{
    /// <summary>Null: nothing of it is touched. Phones of a domain are one peer.</summary>
    public static TrunkModel? Find(in Flow flow, EdgeModel model, PhoneBook? phones)
    {
        if (!model.RepairsAlg || flow.Transport != TransportKind.Udp)
        {
            return null;
        }
        if (model.Known.Find(flow.Remote.Address) is { Trunk: { Media.AlgRepair: true } trunk })
        {
            return trunk;
        }
        foreach (var binding in phones is null ? [] : phones.Over(flow))
        {
            foreach (var domain in model.Domains)
            {
                if (domain.Name == binding.Domain && domain.Phones is { Phones: { Media.AlgRepair: true } known })
                {
                    return known;
                }
            }
        }
        return null;
    }
}
