namespace SipEdge.Sip.Messages;

/// <summary>Option tags and methods in headers that list them: Supported, Require, Allow (RFC 3261 §19.2, §20.5).</summary>
public static class OptionTags
{
    public static ReadOnlySpan<byte> Timer => "timer"u8;

    public static ReadOnlySpan<byte> Rel100 => "100rel"u8;

    public static ReadOnlySpan<byte> Replaces => "replaces"u8;

    /// <summary>Option tags are compared without regard to case (§7.3.1).</summary>
    public static bool Has(scoped in SipMessageView message, HeaderId header, scoped ReadOnlySpan<byte> tag)
    {
        foreach (var value in message.Values(header))
        {
            if (System.Text.Ascii.EqualsIgnoreCase(value, tag))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Methods are compared to the letter (§7.1).</summary>
    public static bool Allows(scoped in SipMessageView message, SipMethod method)
    {
        foreach (var value in message.Values(HeaderId.Allow))
        {
            if (value.SequenceEqual(SipMethods.Name(method)))
            {
                return true;
            }
        }

        return false;
    }
}
