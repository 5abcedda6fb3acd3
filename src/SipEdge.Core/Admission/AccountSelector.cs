using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Admission;

/// <summary>
/// Whose call is it, when several trunks register where it comes from? A registrar calls the Contact that was registered (RFC 3261
/// §16.6 step 2), so the user of the Request-URI says it; a carrier that puts the dialled number there names the account in To. Filled
/// with one entry after the other; allocates nothing.
/// </summary>
internal ref struct AccountSelector(in SipMessageView request)
{
    private readonly ReadOnlySpan<byte> _called = UserOf(request.RequestUri);
    private readonly ReadOnlySpan<byte> _to = NameAddressView.TryParse(request.First(HeaderId.To), out var to) ? UserOf(to.Uri) : default;
    private readonly bool _asksNobody = request.Method == SipMethod.Options;
    private AddressEntry? _byContact;
    private AddressEntry? _byTo;
    private AddressEntry? _registered;

    /// <summary>More than one trunk is registered here.</summary>
    public bool Several { get; private set; }

    /// <param name="entry">Of a trunk that registers.</param>
    /// <param name="isRegistered">Whether it is.</param>
    public void Add(AddressEntry entry, bool isRegistered)
    {
        var register = entry.Acl.Trunk!.Register!;
        _byContact ??= Is(_called, register.ContactUser) ? entry : null;
        _byTo ??= Is(_to, register.ContactUser) || Is(_to, register.User) ? entry : null;
        if (isRegistered)
        {
            Several |= _registered is not null && _registered.Acl.Trunk != entry.Acl.Trunk;
            _registered ??= entry;
        }
    }

    /// <summary>
    /// The entry of the trunk that the request names, registered or not; else that of the only one that is registered, else null. An
    /// OPTIONS asks for no account, and is the first one's.
    /// </summary>
    public readonly AddressEntry? Find() => _byContact ?? _byTo ?? (Several && !_asksNobody ? null : _registered);

    /// <summary>Whether a request is for the account of that registration.</summary>
    public static bool Names(in SipMessageView request, RegisterModel register) => Is(UserOf(request.RequestUri), register.ContactUser)
        || (NameAddressView.TryParse(request.First(HeaderId.To), out var to)
            && (Is(UserOf(to.Uri), register.ContactUser) || Is(UserOf(to.Uri), register.User)));

    private static ReadOnlySpan<byte> UserOf(ReadOnlySpan<byte> uri) => SipUriView.TryParse(uri, out var read) ? read.User : default;

    private static bool Is(ReadOnlySpan<byte> said, byte[] user) => !said.IsEmpty && said.SequenceEqual(user);
}
