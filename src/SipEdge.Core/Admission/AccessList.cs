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
        var source = arrival.Source;
        foreach (var entry in addresses.Find(source.Remote.Address))
        {
            if (ReferenceEquals(entry.Acl, acl) && entry.Accepts(source.Transport, source.Remote.Port, arrival.Local.Port))
            {
                return true;
            }
        }
        return false;
    }
}
