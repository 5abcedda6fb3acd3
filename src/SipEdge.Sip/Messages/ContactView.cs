namespace SipEdge.Sip.Messages;

/// <summary>One Contact value: an address, or the "*" that removes every binding (RFC 3261 §10.2.2, §20.10).</summary>
public readonly ref struct ContactView
{
    private ContactView(bool isWildcard, NameAddressView address)
    {
        IsWildcard = isWildcard;
        Address = address;
    }

    public bool IsWildcard { get; }

    /// <summary>Empty for the wildcard.</summary>
    public NameAddressView Address { get; }

    public static bool TryParse(ReadOnlySpan<byte> text, out ContactView contact)
    {
        text = SipGrammar.Trim(text);
        if (text.Length == 1 && text[0] == (byte)'*')
        {
            contact = new ContactView(true, default);
            return true;
        }

        var parsed = NameAddressView.TryParse(text, out var address);
        contact = parsed ? new ContactView(false, address) : default;
        return parsed;
    }

    /// <summary>Whether all are well-formed, and "*" is alone where it appears.</summary>
    internal static bool AreValid(HeaderValues values)
    {
        var count = 0;
        var wildcard = false;
        foreach (var value in values)
        {
            if (!TryParse(value, out var contact))
            {
                return false;
            }

            count++;
            wildcard |= contact.IsWildcard;
        }

        return !wildcard || count == 1;
    }
}
