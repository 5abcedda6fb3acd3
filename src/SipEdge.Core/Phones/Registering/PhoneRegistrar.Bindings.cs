using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Phones.Registering;

// Contacts: how they come, move, are kept reachable and go.
internal sealed partial class PhoneRegistrar
{
    /// <summary>OPTIONS in a row to which a phone said nothing, before it counts as gone; one may get lost.</summary>
    private const int MostMissed = 2;

    private const int KeepaliveIndex = 1;

    private readonly TimerWheel _timers = new();
    private readonly List<PhoneBinding?> _slots = [];
    private readonly Stack<int> _freeSlots = [];

    /// <summary>Plain data of every contact, for whoever looks.</summary>
    public void CopyPhones(ICollection<PhoneStatus> into, long now)
    {
        foreach (var binding in _slots)
        {
            if (binding is not null)
            {
                into.Add(Describe(binding, now));
            }
        }
    }

    /// <summary>A contact is only reachable over the connection that it came on.</summary>
    public void OnFlowClosed(in Flow flow)
    {
        if (flow.Connection == 0)
        {
            return;
        }
        foreach (var binding in services.Book.Over(flow))
        {
            if (binding.Reachable)
            {
                binding.Reachable = false;
                Record("unreachable", binding.Domain, binding.User, flow, binding.UserAgent, 0, ReasonCode.PhoneUnreachable);
            }
        }
    }

    private PhoneBinding Add(RecordState record, UInt128 token, PhonePath path, DateTimeOffset since)
    {
        if (!_freeSlots.TryPop(out var slot))
        {
            slot = _slots.Count;
            _slots.Add(null);
        }
        var binding = new PhoneBinding(slot, token, record.Key, record.Domain, record.User, since)
        {
            Path = path,
            Reachable = true,
        };
        _slots[slot] = binding;
        record.Bindings.Add(binding);
        services.Book.Add(binding);
        CountSource(path.Flow, 1);
        return binding;
    }

    private void Remove(RecordState record, PhoneBinding binding, string what, long now)
    {
        record.Bindings.Remove(binding);
        services.Book.Remove(binding);
        CountSource(binding.Path.Flow, -1);
        _timers.Cancel(binding.Slot);
        _slots[binding.Slot] = null;
        _freeSlots.Push(binding.Slot);
        Record(
            what, binding.Domain, binding.User, binding.Path.Flow, binding.UserAgent, 0,
            what == "expired" ? ReasonCode.PhoneUnreachable : ReasonCode.None);
    }

    /// <summary>An address of record without contacts and questions takes no room.</summary>
    private void Forget(RecordState record)
    {
        if (record.Bindings.Count == 0 && record.Questions.Count == 0)
        {
            _records.Remove(record.Key);
            record.Digest?.Clear();
        }
    }

    /// <summary>What a REGISTER that counted says of its contact. Allocates only where something changed.</summary>
    private void Refresh(
        PhoneBinding binding, ReadOnlySpan<byte> callId, uint cseq, ReadOnlySpan<byte> uri, ReadOnlySpan<byte> quality,
        in Flow flow, long now)
    {
        if (!binding.CallId.AsSpan().SequenceEqual(callId))
        {
            binding.CallId = callId.ToArray();
        }
        if (!binding.Quality.AsSpan().SequenceEqual(quality))
        {
            binding.Quality = quality.ToArray();
        }
        binding.CSeq = cseq;
        var path = binding.Path;
        if (path.Flow != flow || !path.Uri.AsSpan().SequenceEqual(uri))
        {
            CountSource(path.Flow, -1);
            services.Book.Move(binding, new PhonePath(flow, uri.ToArray(), _records[binding.Record].Uri));
            CountSource(flow, 1);
            Record("moved", binding.Domain, binding.User, flow, binding.UserAgent, 200, ReasonCode.None);
        }
        binding.Reachable = true;
        binding.KeepalivesMissed = 0;
    }

    /// <summary>From now on the phone believes itself registered for so long.</summary>
    private void Promise(PhoneBinding binding, int seconds, PhoneModel phones, long now)
    {
        binding.ExpiresAt = now + (seconds * 1000L);
        binding.KeepaliveAt = phones.Keepalive == PhoneKeepalive.None ? long.MaxValue : now + phones.KeepaliveMs;
        _timers.Arm(binding.Slot, Math.Min(binding.ExpiresAt, binding.KeepaliveAt));
    }

    private void OnBindingTimers(long now)
    {
        while (_timers.TryExpire(now, out var slot))
        {
            if (_slots[slot] is not { } binding)
            {
                continue;
            }
            if (now >= binding.ExpiresAt)
            {
                Expire(binding, now);
            }
            else
            {
                Keepalive(binding, now);
            }
        }
    }

    private void Expire(PhoneBinding binding, long now)
    {
        Counters.CountExpired();
        var record = _records[binding.Record];
        Remove(record, binding, "expired", now);
        TellPbxOfLeaving(record, binding, urgent: false, now);
    }

    private void Keepalive(PhoneBinding binding, long now)
    {
        var phones = PhonesOf(binding.Domain);
        binding.KeepaliveAt = phones is null or { Keepalive: PhoneKeepalive.None } ? long.MaxValue : now + phones.KeepaliveMs;
        _timers.Arm(binding.Slot, Math.Min(binding.ExpiresAt, binding.KeepaliveAt));
        switch (phones?.Keepalive)
        {
            case PhoneKeepalive.Crlf:
                services.Transport.Send(binding.Path.Flow, "\r\n\r\n"u8, 0);
                break;
            case PhoneKeepalive.Options:
                SendOptions(binding, now);
                break;
            default:
                break;
        }
    }

    private void SendOptions(PhoneBinding binding, long now)
    {
        var path = binding.Path;
        var writer = new SipWriter(_headers);
        writer.Header(HeaderId.MaxForwards, 70);
        Span<byte> callId = stackalloc byte[Identifiers.CallIdLength];
        services.Identifiers.WriteCallId(callId);
        services.Identifiers.WriteTag(_tag, 0, CallSide.Callee);
        writer.Begin(HeaderId.From);
        writer.Append("<sip:"u8);
        writer.Append(services.Transport.SentBy(path.Flow));
        writer.Append(">;tag="u8);
        writer.Append(_tag);
        writer.End();
        writer.Begin(HeaderId.To);
        writer.Append((byte)'<');
        writer.Append(path.Uri);
        writer.Append((byte)'>');
        writer.End();
        writer.Header(HeaderId.CallId, callId);
        writer.Header(HeaderId.CSeq, "1 OPTIONS"u8);
        var options = new RequestContent { Method = SipMethod.Options, RequestUri = path.Uri, Headers = writer.Written };
        var owner = new CallOwner(binding.Slot, (int)(binding.Token & 0xFFFFFF), OwnerPurpose.Phone, KeepaliveIndex);
        if (Transactions.Send(options, path.Flow, owner.Value, now).IsNone)
        {
            Missed(binding);
        }
    }

    /// <summary>Whatever it answers, it is there.</summary>
    private void OnKeepaliveOutcome(CallOwner owner, bool answered)
    {
        if ((uint)owner.Slot >= (uint)_slots.Count || _slots[owner.Slot] is not { } binding
            || (int)(binding.Token & 0xFFFFFF) != owner.Generation)
        {
            return;
        }
        if (answered)
        {
            binding.KeepalivesMissed = 0;
            binding.Reachable = true;
        }
        else
        {
            Missed(binding);
        }
    }

    private void Missed(PhoneBinding binding)
    {
        binding.KeepalivesMissed++;
        if (binding.KeepalivesMissed == MostMissed && binding.Reachable)
        {
            binding.Reachable = false;
            Record(
                "unreachable", binding.Domain, binding.User, binding.Path.Flow, binding.UserAgent, 0, ReasonCode.PhoneUnreachable);
        }
    }

    private PhoneModel? PhonesOf(string domain) => DomainOf(domain)?.Phones;

    private DomainModel? DomainOf(string domain)
    {
        Span<byte> name = stackalloc byte[256];
        return services.Model().FindDomain(name[..Encoding.UTF8.GetBytes(domain, name)]);
    }

    private void CountSource(in Flow flow, int change)
    {
        var source = flow.Remote.Address;
        var count = _perSource.GetValueOrDefault(source) + change;
        if (count == 0)
        {
            _perSource.Remove(source);
        }
        else
        {
            _perSource[source] = count;
        }
    }

    private PhoneStatus Describe(PhoneBinding binding, long now)
    {
        var path = binding.Path;
        var line = _lines.GetValueOrDefault(binding.Domain);
        return new PhoneStatus(
            $"sip:{PrintableText.Of(binding.User)}@{binding.Domain}",
            PrintableText.Of(path.Uri),
            ConfigNames.Transport.Name(path.Flow.Transport),
            path.Flow.Remote.ToString(),
            binding.UserAgent,
            binding.Since,
            Math.Max(0, (binding.ExpiresAt - now) / 1000),
            binding.Reachable,
            PbxStateOf(binding, line, now),
            Math.Max(0, (binding.PbxExpiresAt - now) / 1000),
            binding.PbxStatus);
    }

    private static string PbxStateOf(PhoneBinding binding, PbxLine? line, long now) => binding switch
    {
        _ when !binding.IsAtPbx(now) => "not registered",
        _ when line is { DownSince: > 0 } => "cached, the PBX does not answer",
        { PbxUnderWay: true } => "refreshing",
        _ => "registered",
    };
}
