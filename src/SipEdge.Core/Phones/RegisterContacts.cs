using SipEdge.Sip.Messages;

namespace SipEdge.Core.Phones;

/// <summary>The contacts of a REGISTER that was found readable, in its order; the wildcard is none.</summary>
public ref struct RegisterContacts
{
    private HeaderValues _values;

    internal RegisterContacts(HeaderValues values)
    {
        _values = values;
    }

    public NameAddressView Current { get; private set; }

    public readonly RegisterContacts GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_values.MoveNext())
        {
            if (ContactView.TryParse(_values.Current, out var contact) && !contact.IsWildcard)
            {
                Current = contact.Address;
                return true;
            }
        }
        return false;
    }
}
