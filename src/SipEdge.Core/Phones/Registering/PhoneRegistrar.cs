using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Phones.Registering;

/// <summary>
/// Keeps the contacts of phones that register through the edge at a PBX (RFC 3261 §10.3 towards the phone, §10.2 towards the PBX):
/// what it knows it answers itself, what is new it asks the PBX, no faster than the PBX is to be asked. Lives on one loop, which
/// every REGISTER of a phone is brought to.
/// </summary>
internal sealed partial class PhoneRegistrar(PhoneServices services)
{
    private readonly Dictionary<UInt128, RecordState> _records = [];
    private readonly Dictionary<string, PbxLine> _lines = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<UInt128, int> _perSource = [];
    private readonly byte[] _headers = new byte[16 * 1024];
    private readonly byte[] _tag = new byte[Identifiers.TagLength];
    private TransactionLayer? _transactions;

    /// <summary>Attached once, before the first message.</summary>
    public TransactionLayer Transactions
    {
        get => _transactions ?? throw new InvalidOperationException("The transaction layer is attached before the first message");
        set => _transactions = value;
    }

    public PhoneCounters Counters { get; } = new();

    /// <summary>
    /// A REGISTER that <see cref="RegisterCheck"/> has let through. Answered here, now or when the PBX has spoken.
    /// </summary>
    /// <returns>Why it was not; the caller of this method answers then.</returns>
    public ReasonCode? OnRegister(
        TransactionId server, in SipMessageView request, in Flow flow, in AdmissionDecision admission, long now)
    {
        if (admission.Domain is not { Phones: { } phones } domain
            || RegisterView.TryRead(request, domain, phones, out var register) != RegisterFault.None)
        {
            return ReasonCode.Malformed; // RegisterCheck has looked
        }
        _records.TryGetValue(PhoneToken.OfRecord(domain.Name, register.User), out var record);
        var proven = phones.Authentication == PhoneAuthentication.Edge;
        if (!proven && (register.IsWildcard || register.ContactCount == 0))
        {
            return Ask(server, request, register, flow, domain, record, now);
        }
        if (register.IsWildcard)
        {
            return RemoveAll(server, request, record, now);
        }
        Span<BindingStep> steps = stackalloc BindingStep[register.ContactCount];
        var ask = false;
        var at = 0;
        foreach (var contact in register.Contacts)
        {
            var wanted = new BindingRequest(
                request.CallId, request.CSeq, flow, contact.Uri, register.Grant(contact, phones));
            var known = record?.Find(PhoneContact.TokenOf(domain, register.User, contact));
            steps[at] = BindingRules.Decide(known, wanted, phones.Authentication, now);
            if (steps[at] == BindingStep.OutOfOrder)
            {
                return ReasonCode.RegistrationOutOfOrder; // all or nothing
            }
            ask |= steps[at] == BindingStep.Ask;
            at++;
        }
        if (ask && !proven)
        {
            return Ask(server, request, register, flow, domain, record, now);
        }
        at = 0;
        foreach (var contact in register.Contacts)
        {
            var known = record?.Find(PhoneContact.TokenOf(domain, register.User, contact));
            Take(steps[at++], record, known, request, register.Grant(contact, phones), contact, flow, phones, now);
        }
        if (ask)
        {
            return Ask(server, request, register, flow, domain, record, now);
        }
        Counters.CountKept();
        Answer(server, record, now);
        return null;
    }

    public void OnTick(long now)
    {
        OnPatienceTimers(now);
        OnBindingTimers(now);
        CheckPbxs(now);
        AskThoseWhoseTurnIsCome(now);
    }

    /// <summary>When to call <see cref="OnTick"/> again.</summary>
    public long NextDeadline(long now) => Math.Min(NextTurn(now), Math.Min(_patience.NextDeadline, _timers.NextDeadline));

    private void Take(
        BindingStep step, RecordState? record, PhoneBinding? known, in SipMessageView request, int seconds,
        scoped in NameAddressView contact, in Flow flow, PhoneModel phones, long now)
    {
        if (record is null || known is null)
        {
            return; // what is not there is not removed, and what is new is asked for
        }
        switch (step)
        {
            case BindingStep.Remove:
                Remove(record, known, "removed", now);
                TellPbxOfLeaving(record, known, urgent: true, now);
                break;
            case BindingStep.Keep or BindingStep.KeepAndRefresh:
                Refresh(known, request.CallId, request.CSeq, contact.Uri, PhoneContact.QualityOf(contact), flow, now);
                Promise(known, seconds, phones, now);
                if (step == BindingStep.KeepAndRefresh && !known.PbxUnderWay)
                {
                    RefreshAtPbx(record, known, phones, now);
                }
                break;
            default:
                break;
        }
    }

    private ReasonCode? RemoveAll(TransactionId server, in SipMessageView request, RecordState? record, long now)
    {
        for (var i = record?.Bindings.Count - 1 ?? -1; i >= 0; i--)
        {
            var binding = record!.Bindings[i];
            if (binding.CallId.AsSpan().SequenceEqual(request.CallId) && request.CSeq <= binding.CSeq)
            {
                return ReasonCode.RegistrationOutOfOrder;
            }
        }
        for (var i = record?.Bindings.Count - 1 ?? -1; i >= 0; i--)
        {
            var binding = record!.Bindings[i];
            Remove(record, binding, "removed", now);
            TellPbxOfLeaving(record, binding, urgent: true, now);
        }
        Answer(server, record, now);
        return null;
    }

    /// <summary>200 with every contact that is there (RFC 3261 §10.3 step 8).</summary>
    private void Answer(TransactionId server, RecordState? record, long now)
    {
        var writer = new SipWriter(_headers);
        for (var i = 0; i < record?.Bindings.Count; i++)
        {
            var binding = record.Bindings[i];
            writer.Begin(HeaderId.Contact);
            writer.Append((byte)'<');
            writer.Append(binding.Path.Uri);
            writer.Append(">;expires="u8);
            writer.Append(Math.Max(0, (binding.ExpiresAt - now) / 1000));
            if (binding.Quality.Length > 0)
            {
                writer.Append(";q="u8);
                writer.Append(binding.Quality);
            }
            writer.End();
        }
        Respond(server, 200, writer.Written, now);
    }

    private void Respond(TransactionId server, int status, ReadOnlySpan<byte> headers, long now)
    {
        services.Identifiers.WriteTag(_tag, 0, CallSide.Caller);
        Transactions.Respond(server, new ResponseContent { Status = status, ToTag = _tag, Headers = headers }, now);
    }

    private void Record(
        string what, string domain, ReadOnlySpan<byte> user, in Flow flow, string? userAgent, int status, ReasonCode reason)
    {
        services.Records.PhoneSeen(new PhoneRecord
        {
            Time = services.Time.GetUtcNow(),
            Event = what,
            Aor = $"sip:{PrintableText.Of(user)}@{domain}",
            Transport = ConfigNames.Transport.Name(flow.Transport),
            Source = flow.Remote.ToString(),
            UserAgent = userAgent,
            Status = status,
            Reason = ReasonCodes.Name(reason),
        });
    }

    private double Draw()
    {
        Span<byte> bits = stackalloc byte[4];
        services.Random(bits);
        return BitConverter.ToUInt32(bits) / (double)uint.MaxValue;
    }
}
