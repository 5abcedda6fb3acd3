using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Core.Numbers;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Rewrite;

/// <summary>
/// Writes who a next hop is told the caller is: From by the trunk's rules, the identity headers and Privacy by
/// <see cref="TrustTable"/>. A From that cannot be read is not passed on; the anonymous form takes its place.
/// </summary>
public static class IdentityRewriter
{
    public static void WriteFrom(
        ref SipWriter writer, scoped in SipMessageView invite, scoped Passage passage, in IdentityOutcome outcome,
        scoped ReadOnlySpan<byte> tag)
    {
        writer.Begin(HeaderId.From);
        Span<byte> user = stackalloc byte[IdentityUri.LongestUser];
        if (outcome.Presented != FromForm.Anonymous && passage.Forced is { } forced)
        {
            IdentityUri.WriteDisplay(ref writer, passage.To.FromDisplay ?? DisplayOf(invite));
            if (!NumberWriter.TryWrite(forced, NumberHeader.From, passage.ToNumbers, user, out var shown))
            {
                writer.Fail();
            }
            IdentityUri.Write(ref writer, passage.Scheme, passage.To.FromUser ?? user[..shown], passage.Host);
        }
        else if (outcome.Presented != FromForm.Anonymous
            && TryWriteDefault(invite, NumberHeader.From, passage, user, out var number))
        {
            IdentityUri.WriteDisplay(ref writer, passage.To.FromDisplay);
            IdentityUri.Write(ref writer, passage.Scheme, passage.To.FromUser ?? user[..number], passage.Host);
        }
        else if (outcome.Presented == FromForm.Anonymous || !TryReadFrom(invite, out var display, out var uri))
        {
            IdentityUri.WriteDisplay(ref writer, AnonymousCaller.Display);
            IdentityUri.Write(ref writer, passage.Scheme, AnonymousCaller.User, AnonymousCaller.Host);
        }
        else if (IdentityUri.TryWriteUser(uri, NumberHeader.From, NumberHeader.From, passage, user, out var length))
        {
            IdentityUri.WriteDisplay(ref writer, passage.To.FromDisplay ?? display);
            IdentityUri.Write(ref writer, passage.Scheme, passage.To.FromUser ?? user[..length], passage.Host);
        }
        else
        {
            writer.Fail();
        }
        writer.Append(";tag="u8);
        writer.Append(tag);
        writer.End();
    }

    /// <summary>The identity headers that the next hop gets, and Privacy.</summary>
    /// <param name="writer">Gets the lines.</param>
    /// <param name="message">What its sender said of himself.</param>
    /// <param name="passage">Of it.</param>
    /// <param name="outcome">What was decided.</param>
    public static void WriteIdentity(
        ref SipWriter writer, scoped in SipMessageView message, scoped Passage passage, in IdentityOutcome outcome)
    {
        Span<byte> account = stackalloc byte[IdentityUri.LongestUser];
        Write(ref writer, message, Choose(message, passage, outcome.Source, account), passage, outcome);
    }

    /// <summary>
    /// As <see cref="WriteIdentity"/>, for a response or a request inside a dialog: only what its sender asserts himself, and
    /// nothing at all where he does not.
    /// </summary>
    public static bool WriteSpoken(
        ref SipWriter writer, scoped in SipMessageView message, scoped Passage passage, in IdentityOutcome outcome)
    {
        var identity = outcome.Source is IdentitySource.Theirs or IdentitySource.TheirsOrOurs
            ? CallerIdentity.Read(message, passage.From.Accepts)
            : default;
        if (identity.IsEmpty)
        {
            return false;
        }
        Write(ref writer, message, identity, passage, outcome);
        return true;
    }

    private static void Write(
        ref SipWriter writer, scoped in SipMessageView message, scoped CallerIdentity identity, scoped Passage passage,
        in IdentityOutcome outcome)
    {
        if (!identity.IsEmpty)
        {
            var sends = passage.To.Sends;
            if (sends.Pai)
            {
                WriteForms(ref writer, HeaderId.PAssertedIdentity, NumberHeader.Asserted, identity, passage);
            }
            if (sends.Ppi)
            {
                WriteForms(ref writer, HeaderId.PPreferredIdentity, NumberHeader.Preferred, identity, passage);
            }
            if (sends.Rpid)
            {
                writer.Begin(HeaderId.RemotePartyId);
                WriteSip(ref writer, NumberHeader.RemoteParty, identity, passage);
                writer.Append(message.IsRequest ? ";party=calling;screen=yes;privacy="u8 : ";party=called;screen=yes;privacy="u8);
                writer.Append(outcome.IsPrivate ? "full"u8 : "off"u8);
                writer.End();
            }
        }
        switch (outcome.Privacy)
        {
            case PrivacyForm.NoneKept:
                writer.Header(HeaderId.Privacy, "none"u8);
                break;
            case PrivacyForm.IdAdded:
                writer.Header(HeaderId.Privacy, outcome.Critical ? "id;critical"u8 : "id"u8);
                break;
            default:
                break;
        }
    }

    /// <param name="message">Read for what it asserts.</param>
    /// <param name="passage">Of it.</param>
    /// <param name="source">What was decided.</param>
    /// <param name="scratch">Holds what the identity shows, when the message does not.</param>
    private static CallerIdentity Choose(
        scoped in SipMessageView message, scoped Passage passage, IdentitySource source, Span<byte> scratch)
    {
        var identity = source is IdentitySource.Theirs or IdentitySource.TheirsOrOurs
            ? CallerIdentity.Read(message, passage.From.Accepts)
            : default;
        var ours = source is IdentitySource.Ours or IdentitySource.TheirsOrOurs;
        if (passage.Forced is { } forced && (ours || !identity.IsEmpty))
        {
            return CallerIdentity.OfAccount(forced); // also of who is anonymous: the edge knows this much of him
        }
        return ours && identity.IsEmpty ? Admitted(message, passage, scratch) : identity;
    }

    /// <summary>
    /// Whom the edge let in: the number that the account prefers and owns (RFC 3325 §6), or the one it shows and owns, else the
    /// account; where an address or a token let it in, the number in From, or the next hop's default number where that is none.
    /// </summary>
    private static CallerIdentity Admitted(scoped in SipMessageView message, scoped Passage passage, Span<byte> scratch)
    {
        if (passage.Account is not { } account)
        {
            return passage.ToNumbers.DefaultNumber is { } number && LacksNumber(message)
                ? CallerIdentity.OfAccount(number)
                : CallerIdentity.ReadFrom(message);
        }
        Span<byte> name = stackalloc byte[IdentityUri.LongestUser];
        var escaped = 0;
        if (!Encoding.UTF8.TryGetBytes(account.Name, name, out var length)
            || !UserPart.TryEscape(name[..length], scratch, ref escaped))
        {
            return default;
        }
        var preferred = CallerIdentity.ReadPreferred(message);
        if (Owns(account, scratch[..escaped], preferred, passage))
        {
            return preferred;
        }
        var shown = CallerIdentity.ReadFrom(message);
        return Owns(account, scratch[..escaped], shown, passage) ? shown : CallerIdentity.OfAccount(scratch[..escaped]);
    }

    /// <summary>The user of a sip URI is the account's name, or one of the numbers that the account owns.</summary>
    private static bool Owns(
        AccountModel account, scoped ReadOnlySpan<byte> name, scoped CallerIdentity identity, scoped Passage passage)
    {
        if (!SipUriView.TryParse(identity.SipUri, out var uri))
        {
            return false;
        }
        Span<byte> number = stackalloc byte[DialledNumber.MaxLength];
        return uri.User.SequenceEqual(name) || account.Caller.Owned.Contains(
            number[..InboundNumber.Write(uri, identity.ReadAs, passage.FromNumbers, number)]);
    }

    private static void WriteForms(
        ref SipWriter writer, HeaderId header, NumberHeader writeAs, scoped CallerIdentity identity, scoped Passage passage)
    {
        Span<byte> number = stackalloc byte[DialledNumber.MaxLength];
        var isGlobal = TryReadGlobal(identity.TelUri, identity.ReadAs, passage, number, out var length)
            || TryReadGlobal(identity.SipUri, identity.ReadAs, passage, number, out length)
            || TryTakeGlobal(identity.Account, number, out length);
        var hasTel = !identity.TelUri.IsEmpty;
        var (sip, tel) = passage.To.Form switch
        {
            IdentityForm.Sip => (true, false),
            IdentityForm.Tel => (!isGlobal, isGlobal),
            IdentityForm.Both => (true, isGlobal),
            // A local number means nothing outside its own network (RFC 3966 §5.1.5): it goes as a user of ours.
            _ => (!identity.SipUri.IsEmpty || !hasTel || !isGlobal, hasTel && isGlobal),
        };
        if (sip)
        {
            writer.Begin(header);
            WriteSip(ref writer, writeAs, identity, passage);
            writer.End();
        }
        if (tel)
        {
            writer.Begin(header);
            IdentityUri.WriteDisplay(ref writer, hasTel ? identity.TelDisplay : identity.SipDisplay);
            writer.Append("<tel:"u8);
            writer.Append(number[..length]);
            writer.Append(">"u8);
            writer.End();
        }
    }

    /// <summary>The number of a URI as it is called from everywhere; false when it has none (RFC 3966 §5.1.4).</summary>
    private static bool TryReadGlobal(
        scoped ReadOnlySpan<byte> text, NumberHeader readAs, scoped Passage passage, scoped Span<byte> number, out int length)
    {
        length = SipUriView.TryParse(text, out var uri) ? InboundNumber.Write(uri, readAs, passage.FromNumbers, number) : 0;
        return GlobalNumber.Is(number[..length]);
    }

    private static bool TryTakeGlobal(scoped ReadOnlySpan<byte> user, scoped Span<byte> number, out int length)
    {
        length = GlobalNumber.Is(user) ? user.Length : 0;
        user[..length].CopyTo(number);
        return length > 0;
    }

    /// <summary>The sip form; of a tel identity the one that RFC 3261 §19.1.6 makes of it.</summary>
    private static void WriteSip(
        ref SipWriter writer, NumberHeader writeAs, scoped CallerIdentity identity, scoped Passage passage)
    {
        Span<byte> user = stackalloc byte[IdentityUri.LongestUser];
        Span<byte> number = stackalloc byte[DialledNumber.MaxLength];
        var isPhone = identity.SipUri.IsEmpty && identity.Account.IsEmpty;
        bool written;
        int length;
        if (!identity.Account.IsEmpty)
        {
            written = NumberWriter.TryWrite(identity.Account, writeAs, passage.ToNumbers, user, out length);
        }
        else if (isPhone && TryReadGlobal(identity.TelUri, identity.ReadAs, passage, number, out length))
        {
            written = NumberWriter.TryWrite(number[..length], writeAs, passage.ToNumbers, user, out length);
        }
        else
        {
            written = SipUriView.TryParse(isPhone ? identity.TelUri : identity.SipUri, out var uri)
                & IdentityUri.TryWriteUser(uri, identity.ReadAs, writeAs, passage, user, out length);
        }
        if (!written)
        {
            writer.Fail();
            return;
        }
        IdentityUri.WriteDisplay(ref writer, isPhone ? identity.TelDisplay : identity.SipDisplay);
        IdentityUri.Write(ref writer, passage.Scheme, user[..length], passage.Host, isPhone);
    }

    /// <summary>The number that the next hop knows us by, for a caller who has none of his own.</summary>
    private static bool TryWriteDefault(
        scoped in SipMessageView invite, NumberHeader header, scoped Passage passage, scoped Span<byte> user, out int length)
    {
        length = 0;
        return passage.ToNumbers.DefaultNumber is { } number && LacksNumber(invite)
            && NumberWriter.TryWrite(number, header, passage.ToNumbers, user, out length);
    }

    /// <summary>Nobody can be called back. Who is anonymous wants it so, and is not one of these.</summary>
    private static bool LacksNumber(scoped in SipMessageView message)
    {
        if (!NameAddressView.TryParse(message.First(HeaderId.From), out var address)
            || !SipUriView.TryParse(address.Uri, out var uri))
        {
            return true;
        }
        Span<byte> number = stackalloc byte[DialledNumber.MaxLength];
        return !AnonymousCaller.NamesNobody(uri.Host) && !InboundNumber.IsUsable(number[..DialledNumber.Write(uri, number)]);
    }

    private static ReadOnlySpan<byte> DisplayOf(scoped in SipMessageView invite) =>
        TryReadFrom(invite, out var display, out _) ? display : default;

    private static bool TryReadFrom(scoped in SipMessageView message, out ReadOnlySpan<byte> display, out SipUriView uri)
    {
        if (NameAddressView.TryParse(message.First(HeaderId.From), out var address) && SipUriView.TryParse(address.Uri, out uri)
            && !Ascii.EqualsIgnoreCase(uri.Host, AnonymousCaller.Host))
        {
            display = address.DisplayName;
            return true;
        }
        display = default;
        uri = default;
        return false;
    }
}
