using System.Text;

namespace SipEdge.Sip.Messages;

/// <summary>From the bytes of a header name to its <see cref="HeaderId"/> and back.</summary>
public static class HeaderNames
{
    private const int TableSize = 512;
    private const HeaderId Last = HeaderId.FlowTimer;

    // Immutable after construction. Open addressing; 0 is an empty place, so a miss ends at the first hole.
    private static readonly byte[][] Names = BuildNames();
    private static readonly byte[] Table = BuildTable();

    /// <summary>The id of a name in any case, or of its compact form; <see cref="HeaderId.Other"/> when not known.</summary>
    public static HeaderId Find(ReadOnlySpan<byte> name)
    {
        if (name.Length <= 1)
        {
            return name.IsEmpty ? HeaderId.Other : Compact((byte)(name[0] | 0x20));
        }

        for (var place = Hash(name); ; place = (place + 1) & (TableSize - 1))
        {
            var id = Table[place];
            if (id == 0 || Ascii.EqualsIgnoreCase(Names[id], name))
            {
                return (HeaderId)id;
            }
        }
    }

    /// <summary>The name as SipEdge writes it; empty for <see cref="HeaderId.Other"/>.</summary>
    public static ReadOnlySpan<byte> Canonical(HeaderId id) => id switch
    {
        HeaderId.Via => "Via"u8,
        HeaderId.From => "From"u8,
        HeaderId.To => "To"u8,
        HeaderId.CallId => "Call-ID"u8,
        HeaderId.CSeq => "CSeq"u8,
        HeaderId.Contact => "Contact"u8,
        HeaderId.MaxForwards => "Max-Forwards"u8,
        HeaderId.ContentLength => "Content-Length"u8,
        HeaderId.ContentType => "Content-Type"u8,
        HeaderId.Route => "Route"u8,
        HeaderId.RecordRoute => "Record-Route"u8,
        HeaderId.Authorization => "Authorization"u8,
        HeaderId.ProxyAuthorization => "Proxy-Authorization"u8,
        HeaderId.WwwAuthenticate => "WWW-Authenticate"u8,
        HeaderId.ProxyAuthenticate => "Proxy-Authenticate"u8,
        HeaderId.Allow => "Allow"u8,
        HeaderId.Supported => "Supported"u8,
        HeaderId.Require => "Require"u8,
        HeaderId.ProxyRequire => "Proxy-Require"u8,
        HeaderId.Unsupported => "Unsupported"u8,
        HeaderId.Expires => "Expires"u8,
        HeaderId.MinExpires => "Min-Expires"u8,
        HeaderId.SessionExpires => "Session-Expires"u8,
        HeaderId.MinSe => "Min-SE"u8,
        HeaderId.RAck => "RAck"u8,
        HeaderId.RSeq => "RSeq"u8,
        HeaderId.Event => "Event"u8,
        HeaderId.SubscriptionState => "Subscription-State"u8,
        HeaderId.AllowEvents => "Allow-Events"u8,
        HeaderId.ReferTo => "Refer-To"u8,
        HeaderId.ReferredBy => "Referred-By"u8,
        HeaderId.ReferSub => "Refer-Sub"u8,
        HeaderId.Replaces => "Replaces"u8,
        HeaderId.TargetDialog => "Target-Dialog"u8,
        HeaderId.PAssertedIdentity => "P-Asserted-Identity"u8,
        HeaderId.PPreferredIdentity => "P-Preferred-Identity"u8,
        HeaderId.RemotePartyId => "Remote-Party-ID"u8,
        HeaderId.PChargingVector => "P-Charging-Vector"u8,
        HeaderId.PChargingFunctionAddresses => "P-Charging-Function-Addresses"u8,
        HeaderId.PAccessNetworkInfo => "P-Access-Network-Info"u8,
        HeaderId.PCalledPartyId => "P-Called-Party-ID"u8,
        HeaderId.PEarlyMedia => "P-Early-Media"u8,
        HeaderId.Path => "Path"u8,
        HeaderId.ServiceRoute => "Service-Route"u8,
        HeaderId.Privacy => "Privacy"u8,
        HeaderId.Diversion => "Diversion"u8,
        HeaderId.HistoryInfo => "History-Info"u8,
        HeaderId.Identity => "Identity"u8,
        HeaderId.IdentityInfo => "Identity-Info"u8,
        HeaderId.Reason => "Reason"u8,
        HeaderId.Warning => "Warning"u8,
        HeaderId.RetryAfter => "Retry-After"u8,
        HeaderId.UserAgent => "User-Agent"u8,
        HeaderId.Server => "Server"u8,
        HeaderId.Subject => "Subject"u8,
        HeaderId.Organization => "Organization"u8,
        HeaderId.Date => "Date"u8,
        HeaderId.Timestamp => "Timestamp"u8,
        HeaderId.Accept => "Accept"u8,
        HeaderId.AcceptEncoding => "Accept-Encoding"u8,
        HeaderId.AcceptLanguage => "Accept-Language"u8,
        HeaderId.AcceptContact => "Accept-Contact"u8,
        HeaderId.RejectContact => "Reject-Contact"u8,
        HeaderId.RequestDisposition => "Request-Disposition"u8,
        HeaderId.AlertInfo => "Alert-Info"u8,
        HeaderId.AuthenticationInfo => "Authentication-Info"u8,
        HeaderId.CallInfo => "Call-Info"u8,
        HeaderId.ContentDisposition => "Content-Disposition"u8,
        HeaderId.ContentEncoding => "Content-Encoding"u8,
        HeaderId.ContentLanguage => "Content-Language"u8,
        HeaderId.ErrorInfo => "Error-Info"u8,
        HeaderId.InReplyTo => "In-Reply-To"u8,
        HeaderId.MimeVersion => "MIME-Version"u8,
        HeaderId.Priority => "Priority"u8,
        HeaderId.ReplyTo => "Reply-To"u8,
        HeaderId.SipETag => "SIP-ETag"u8,
        HeaderId.SipIfMatch => "SIP-If-Match"u8,
        HeaderId.Join => "Join"u8,
        HeaderId.SecurityClient => "Security-Client"u8,
        HeaderId.SecurityServer => "Security-Server"u8,
        HeaderId.SecurityVerify => "Security-Verify"u8,
        HeaderId.AnswerMode => "Answer-Mode"u8,
        HeaderId.UserToUser => "User-to-User"u8,
        HeaderId.RecvInfo => "Recv-Info"u8,
        HeaderId.InfoPackage => "Info-Package"u8,
        HeaderId.Geolocation => "Geolocation"u8,
        HeaderId.ResourcePriority => "Resource-Priority"u8,
        HeaderId.SessionId => "Session-ID"u8,
        HeaderId.FlowTimer => "Flow-Timer"u8,
        _ => default,
    };

    // IANA registry of compact forms: RFC 3261 §7.3.3 and the RFCs of each extension.
    private static HeaderId Compact(byte letter) => letter switch
    {
        (byte)'a' => HeaderId.AcceptContact,
        (byte)'b' => HeaderId.ReferredBy,
        (byte)'c' => HeaderId.ContentType,
        (byte)'d' => HeaderId.RequestDisposition,
        (byte)'e' => HeaderId.ContentEncoding,
        (byte)'f' => HeaderId.From,
        (byte)'i' => HeaderId.CallId,
        (byte)'j' => HeaderId.RejectContact,
        (byte)'k' => HeaderId.Supported,
        (byte)'l' => HeaderId.ContentLength,
        (byte)'m' => HeaderId.Contact,
        (byte)'n' => HeaderId.IdentityInfo,
        (byte)'o' => HeaderId.Event,
        (byte)'r' => HeaderId.ReferTo,
        (byte)'s' => HeaderId.Subject,
        (byte)'t' => HeaderId.To,
        (byte)'u' => HeaderId.AllowEvents,
        (byte)'v' => HeaderId.Via,
        (byte)'x' => HeaderId.SessionExpires,
        (byte)'y' => HeaderId.Identity,
        _ => HeaderId.Other,
    };

    private static int Hash(ReadOnlySpan<byte> name)
    {
        // 0x20 folds letters and leaves '-' alone; what it confuses besides, the comparison tells apart.
        var first = name[0] | 0x20;
        var middle = name[name.Length >> 1] | 0x20;
        var last = name[^1] | 0x20;
        return ((first * 31) + (middle * 7) + (last * 131) + (name.Length * 17)) & (TableSize - 1);
    }

    private static byte[][] BuildNames()
    {
        var names = new byte[(int)Last + 1][];
        for (var id = HeaderId.Other; id <= Last; id++)
        {
            names[(int)id] = Canonical(id).ToArray();
        }

        return names;
    }

    private static byte[] BuildTable()
    {
        var table = new byte[TableSize];
        for (var id = (HeaderId)1; id <= Last; id++)
        {
            var place = Hash(Names[(int)id]);
            while (table[place] != 0)
            {
                place = (place + 1) & (TableSize - 1);
            }

            table[place] = (byte)id;
        }

        return table;
    }
}
