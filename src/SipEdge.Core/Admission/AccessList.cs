using SipEdge.Core.Configuration;

namespace SipEdge.Core.Admission;

/// <summary>May a credential of this ACL be used from this address?</summary>
public static class AccessList
{
    public static bool AcceptsSource(AclModel acl, in Arrival arrival, AddressTable addresses)
    {
        if (!acl.AddressRestricts)
        {
            return true;
        }
        foreach (var entry in addresses.Find(arrival.Source.Remote.Address))
        {
            if (ReferenceEquals(entry.Acl, acl) && entry.Accepts(arrival.Source.Transport, arrival.Source.Remote.Port, arrival.Local.Port))
            {
                return true;
            }
        }
        return false;
    }
}
