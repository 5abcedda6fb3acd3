using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Admission;

/// <summary>May a credential of this ACL be used from this address?</summary>
public static class AccessList
{
    public static bool AcceptsSource(AclModel acl, in Flow source, SocketEndpoint local, AddressTable addresses)
    {
        if (!acl.AddressRestricts)
        {
            return true;
        }
        foreach (var entry in addresses.Find(source.Remote.Address))
        {
            if (ReferenceEquals(entry.Acl, acl) && entry.Accepts(source.Transport, source.Remote.Port, local.Port))
            {
                return true;
            }
        }
        return false;
    }
}
