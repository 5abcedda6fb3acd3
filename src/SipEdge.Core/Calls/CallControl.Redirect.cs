using System.Buffers.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Routing;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;

namespace SipEdge.Core.Calls;

// Redirecting: a 3xx of a gateway whose trunk may redirect (RFC 3261 §8.1.3.4). Its Contact is taken for a number and decided as if
// the caller had called that; where a contact says that it is, nobody is called for it.
internal sealed partial class CallControl
{
    /// <summary>RFC 3261 leaves the number open; a chain longer than this is a loop.</summary>
    private const int MaxRedirects = 5;

    /// <summary>Contacts of one answer that are looked at.</summary>
    private const int MaxContacts = 10;

    /// <summary>True when the call goes on to where the gateway said.</summary>
    private bool TryRedirect(Call call, in SipMessageView response, long now)
    {
        if (call.State == CallState.Cancelling || !call.Plan.HasCurrent
            || call.Current.Trunk.Signalling.Redirect != RedirectMode.Follow
            || response.StatusCode is not (300 or 301 or 302) || call.Story.Redirects == MaxRedirects)
        {
            return false;
        }
        Span<(int Q, int Place)> order = stackalloc (int, int)[MaxContacts];
        var count = OrderContacts(response, order);
        for (var i = 0; i < count; i++)
        {
            if (TryFollow(call, Contact(response, order[i].Place), response.StatusCode, now))
            {
                return true;
            }
        }
        return false;
    }

    private bool TryFollow(Call call, ReadOnlySpan<byte> contact, int status, long now)
    {
        if (!NameAddressView.TryParse(contact, out var address) || !SipUriView.TryParse(address.Uri, out var uri)
            || uri.User.IsEmpty || !TryMakeRedirected(call, uri.User, out var invite))
        {
            return false;
        }
        var decision = TransferRules!.DecideRedirected(invite, call.Admission, call.Caller.Peer, call.Model, now);
        if (decision.Status != 0 || decision.Route.IsEcho)
        {
            return false;
        }
        EndAttempt(call, status, ReasonCode.Redirected, now);
        call.Story.Redirects++;
        call.Invite.Set(services.Buffers, invite.Bytes);
        call.CallerId = decision.CallerId;
        call.Route = decision.Route.Route;
        CallPlanner.Plan(
            call.Plan, invite, call.Admission, call.Caller.Peer.Remote.Address, decision.Route, services.Board, now);
        call.AttemptClient = TransactionId.None;
        CallMachine.Step(ref call.State, CallInput.AttemptFailed);
        TryGateways(call, now);
        return true;
    }

    /// <summary>
    /// The caller's INVITE to another number, at the host that it called; a Diversion says whom it called before (RFC 5806), and
    /// the rules of the trunks say whether that passes. False for a number that the call has been at.
    /// </summary>
    private bool TryMakeRedirected(Call call, ReadOnlySpan<byte> user, out SipMessageView invite)
    {
        if (SipParser.Parse(call.Invite.Span, _slots, ParseLimits.Default, out invite) != ParseStatus.Complete
            || !SipUriView.TryParse(invite.RequestUri, out var called) || called.Scheme == UriScheme.Tel
            || called.User.SequenceEqual(user) || WasAt(invite, user))
        {
            return false;
        }
        var old = call.Invite.Span;
        var writer = new SipWriter(_madeInvite);
        Span<byte> uri = stackalloc byte[Rewrite.OutgoingUri.MaxLength];
        var target = new SipWriter(uri);
        target.Append(called.Scheme == UriScheme.Sips ? "sips:"u8 : "sip:"u8);
        target.Append(user);
        target.Append((byte)'@');
        target.Append(HostPort(called));
        if (target.Failed)
        {
            return false;
        }
        writer.RequestLine(SipMethod.Invite, target.Written);
        writer.Begin(HeaderId.Diversion);
        writer.Append((byte)'<');
        writer.Append(called.Scheme == UriScheme.Sips ? "sips:"u8 : "sip:"u8);
        if (!called.User.IsEmpty)
        {
            writer.Append(called.User);
            writer.Append((byte)'@');
        }
        writer.Append(HostPort(called));
        writer.Append(">;reason=deflection;counter=1"u8);
        writer.End();
        var rest = old[(old.IndexOf("\r\n"u8) + 2)..];
        if (writer.Failed || !rest.TryCopyTo(_madeInvite.AsSpan(writer.Length)))
        {
            return false;
        }
        return SipParser.Parse(
            _madeInvite.AsSpan(0, writer.Length + rest.Length), _madeSlots, ParseLimits.Default, out invite) == ParseStatus.Complete;
    }

    private static bool WasAt(in SipMessageView invite, ReadOnlySpan<byte> user)
    {
        foreach (var value in invite.Values(HeaderId.Diversion))
        {
            if (NameAddressView.TryParse(value, out var entry) && SipUriView.TryParse(entry.Uri, out var uri)
                && uri.User.SequenceEqual(user))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Behind the user, before parameters and headers.</summary>
    private static ReadOnlySpan<byte> HostPort(in SipUriView uri)
    {
        var end = uri.Raw.Length - (uri.Headers.IsEmpty ? 0 : uri.Headers.Length + 1)
            - (uri.Parameters.IsEmpty ? 0 : uri.Parameters.Length + 1);
        var text = uri.Raw[..end];
        var start = uri.User.IsEmpty ? text.IndexOf((byte)':') : text.LastIndexOf((byte)'@');
        return text[(start + 1)..];
    }

    /// <summary>By q, the highest first, and of equals as they stand (RFC 3261 §20.10: 1 where none is said).</summary>
    private static int OrderContacts(in SipMessageView response, Span<(int Q, int Place)> order)
    {
        var count = 0;
        var place = 0;
        foreach (var value in response.Values(HeaderId.Contact))
        {
            if (count == order.Length)
            {
                break;
            }
            var q = NameAddressView.TryParse(value, out var address) && address.TryGetParameter("q"u8, out var text)
                && Utf8Parser.TryParse(text, out double weight, out _) ? (int)(Math.Clamp(weight, 0, 1) * 1000) : 1000;
            var at = count++;
            for (; at > 0 && order[at - 1].Q < q; at--)
            {
                order[at] = order[at - 1];
            }
            order[at] = (q, place++);
        }
        return count;
    }

    private static ReadOnlySpan<byte> Contact(in SipMessageView response, int place)
    {
        foreach (var value in response.Values(HeaderId.Contact))
        {
            if (place-- == 0)
            {
                return value;
            }
        }
        return default;
    }
}
