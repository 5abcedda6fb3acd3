using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Rewrite;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Registrations;

/// <summary>
/// Writes and sends the REGISTER requests of registrations (RFC 3261 §10.2), and answers their challenges. Where one goes and when
/// is the keeper's to decide. Owned by its loop.
/// </summary>
internal sealed class RegisterRequests(ITransport transport, Identifiers identifiers, RegistrationReport report)
{
    private readonly byte[] _headers = new byte[8192];
    private readonly byte[] _contact = new byte[512];
    private readonly HeaderSlot[] _slots = new HeaderSlot[SipParser.MaxHeaders];
    private int _turn;
    private TransactionLayer? _transactions;

    /// <summary>Attached once, before the first message.</summary>
    public TransactionLayer Transactions
    {
        get => _transactions ?? throw new InvalidOperationException("The transaction layer is attached before the first message");
        set => _transactions = value;
    }

    /// <summary>To the registrar whose turn it is; false when nothing left, with the reason in the registration.</summary>
    public bool TrySend(Registration one, bool removes, long now)
    {
        if (one.Registrar is not { } target)
        {
            (one.Code, one.Reason) = (0, "the registrar's name has no address");
            return false;
        }
        var flow = target.Flow;
        var contact = ContactOf(one, flow);
        var writer = new SipWriter(_headers);
        writer.Lines(target.RouteLine);
        writer.Header(HeaderId.MaxForwards, LocalCapabilities.MaxForwards);
        writer.Begin(HeaderId.From);
        writer.Append(one.Rules.AddressOfRecord);
        writer.Append(";tag="u8);
        writer.Append(one.Binding.Tag);
        writer.End();
        writer.Header(HeaderId.To, one.Rules.AddressOfRecord);
        writer.Header(HeaderId.CallId, one.Binding.CallId);
        writer.Begin(HeaderId.CSeq);
        writer.Append(++one.Binding.CSeq);
        writer.Append(" REGISTER"u8);
        writer.End();
        writer.Begin(HeaderId.Contact);
        writer.Append((byte)'<');
        writer.Append(contact);
        writer.Append((byte)'>');
        writer.End();
        writer.Header(HeaderId.Expires, removes ? 0 : one.Asked);
        writer.Lines(LocalCapabilities.AllowLine);
        if (one.Trunk.Credentials is { } credentials && one.Digest.HasCredentials && MayAnswerOver(flow, credentials))
        {
            WriteCredentials(ref writer, one, credentials);
        }
        one.Digest.Begin();
        one.Turn = ++_turn;
        var request = new RequestContent
        {
            Method = SipMethod.Register,
            RequestUri = one.Rules.RequestUri,
            Headers = writer.Written,
            Large = one.Trunk.Large.On(flow),
        };
        one.Client = writer.Failed ? TransactionId.None : Transactions.Send(request, flow, Owner(one), now);
        if (one.Client.IsNone)
        {
            (one.Code, one.Reason) = (0, "it could not be sent");
            return false;
        }
        report.Trace(one, Transactions.Sent(one.Client), sent: true, flow);
        return true;
    }

    /// <summary>Reads the challenge of a 401 or 407 while it is handed up.</summary>
    /// <returns>Why it is not answered; None: <see cref="TrySendAgain"/> answers it.</returns>
    public ReasonCode Read(Registration one, in SipMessageView response, in Flow flow) =>
        one.Trunk.Credentials is not { } credentials ? ReasonCode.NextHopChallenged
        : !MayAnswerOver(flow, credentials) ? ReasonCode.ChallengeNeedsTls
        : SipParser.Parse(Transactions.Challenged, _slots, ParseLimits.Default, out var refused) == ParseStatus.Complete
            ? ChallengeReasons.Of(one.Digest.Take(response, refused, credentials))
            : ReasonCode.InternalError;

    /// <summary>The refused request once more, with credentials; false when nothing left.</summary>
    public bool TrySendAgain(Registration one, in Flow flow, long now)
    {
        var writer = new SipWriter(_headers);
        WriteCredentials(ref writer, one, one.Trunk.Credentials!);
        one.Turn = ++_turn;
        var again = writer.Failed
            ? TransactionId.None
            : Transactions.SendAgain(++one.Binding.CSeq, writer.Written, Owner(one), now);
        if (again.IsNone)
        {
            return false;
        }
        one.Client = again;
        report.Trace(one, Transactions.Sent(again), sent: true, flow);
        return true;
    }

    /// <summary>What is written into Contact, without its angle brackets; good until the next call.</summary>
    public ReadOnlySpan<byte> ContactOf(Registration one, in Flow flow)
    {
        var writer = new SipWriter(_contact);
        writer.Append("sip:"u8);
        writer.Append(one.Rules.ContactUser);
        writer.Append((byte)'@');
        writer.Append(one.Trunk.ContactOn(flow.Listener, transport.SentBy(flow)));
        writer.Append(flow.Transport.UriParameter());
        return _contact.AsSpan(0, writer.Length);
    }

    private static long Owner(Registration one) => new CallOwner(one.Place, one.Turn, OwnerPurpose.Registration).Value;

    private static bool MayAnswerOver(in Flow flow, TrunkCredentials credentials) =>
        !credentials.RequireTls || flow.Transport == TransportKind.Tls;

    private void WriteCredentials(ref SipWriter writer, Registration one, TrunkCredentials credentials)
    {
        Span<byte> cnonce = stackalloc byte[Identifiers.TokenLength];
        identifiers.WriteToken(cnonce);
        one.Digest.Write(ref writer, credentials, SipMethod.Register, one.Rules.RequestUri, cnonce);
    }
}
