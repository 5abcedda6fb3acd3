using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Resolution;

/// <summary>
/// Where the servers of a host are (RFC 3263 §4), as a function of the answers that are known: it names the questions that are still
/// open, is asked again with their answers, and so needs neither a socket nor a clock.
/// </summary>
public sealed class SipPlanner
{
    /// <summary>Addresses of one host. More are left out: a call would never get to them.</summary>
    public const int MostPlaces = 64;

    private const int MostRecords = 32;

    private readonly SipHost _host;
    private readonly Func<DnsQuestion, DnsAnswer?> _known;
    private readonly ImmutableArray<DnsQuestion>.Builder _missing = ImmutableArray.CreateBuilder<DnsQuestion>();
    private readonly List<SipPlace> _places = [];
    private uint _ttl = uint.MaxValue;
    private string? _failure;
    private bool _unanswered;
    private int _record;

    private SipPlanner(SipHost host, Func<DnsQuestion, DnsAnswer?> known)
    {
        _host = host;
        _known = known;
    }

    public static SipPlan Plan(SipHost host, Func<DnsQuestion, DnsAnswer?> known) => new SipPlanner(host, known).Plan();

    private SipPlan Plan()
    {
        if (IPAddress.TryParse(_host.Name, out var literal))
        {
            var transport = _host.Transport ?? Default;
            return new SipPlan
            {
                Places = [new SipPlace(SocketEndpoint.From(literal, Port(transport)), transport, 0, 0, 0, "literal")],
                Ttl = uint.MaxValue,
            };
        }
        if (_host.AsSource)
        {
            FindSources();
        }
        else if (_host.Port is not null)
        {
            // A port says that there is nothing to look up but the address (§4.2), and the transport is the scheme's own (§4.1).
            FindAddresses(_host.Transport ?? Default);
        }
        else if (_host.Transport is { } transport)
        {
            FindServers(transport);
        }
        else
        {
            FindByPointers();
        }
        return Result();
    }

    private SipPlan Result()
    {
        if (_missing.Count > 0)
        {
            return new SipPlan { Missing = _missing.ToImmutable() };
        }
        _places.Sort(static (a, b) => a.Priority != b.Priority ? a.Priority.CompareTo(b.Priority)
            : a.Record != b.Record ? a.Record.CompareTo(b.Record)
            : a.Address.IsIpv4 != b.Address.IsIpv4 ? b.Address.IsIpv4.CompareTo(a.Address.IsIpv4)
            : a.Address.Address.CompareTo(b.Address.Address));
        // An answer in parts would take addresses from a set that was good.
        var usable = !_unanswered;
        return new SipPlan
        {
            Places = usable ? [.. CollectionsMarshal.AsSpan(_places)[..Math.Min(_places.Count, MostPlaces)]] : [],
            Ttl = _ttl == uint.MaxValue ? 0 : _ttl,
            Failure = usable && _places.Count > 0 ? null : _failure ?? "the name has no address",
            IsUnanswered = _unanswered,
        };
    }

    /// <summary>NAPTR records choose the transport; without any SRV records do, and without those it is the scheme's own (§4.1).</summary>
    private void FindByPointers()
    {
        if (Ask(_host.Name, DnsType.Naptr) is not { } answer)
        {
            return;
        }
        var offered = new List<(PointerRecord Record, TransportKind Transport)>();
        foreach (var record in answer.Records)
        {
            if (record is PointerRecord pointer && Service(pointer) is { } transport)
            {
                offered.Add((pointer, transport));
            }
        }
        offered.Sort(static (a, b) => a.Record.Order != b.Record.Order
            ? a.Record.Order.CompareTo(b.Record.Order)
            : a.Record.Preference.CompareTo(b.Record.Preference));
        if (offered.Count == 0)
        {
            FindByServers();
            return;
        }
        TransportKind? first = null;
        foreach (var (record, transport) in offered)
        {
            if (!MaySpeak(transport))
            {
                continue;
            }
            first ??= transport;
            // The first that can be used, and no other: trying the next would change the transport because one server is down.
            if (AddServers(record.Replacement, transport) || _missing.Count > 0)
            {
                return;
            }
        }
        if (first is { } chosen)
        {
            FindAddresses(chosen); // no SRV behind any of them (§4.2)
            return;
        }
        _failure ??= "its NAPTR records offer no transport that a listener here speaks";
    }

    /// <summary>SRV records of each transport, all asked at once; the first that has some is taken (§4.1).</summary>
    private void FindByServers()
    {
        ReadOnlySpan<TransportKind> preferred = [TransportKind.Udp, TransportKind.Tcp, TransportKind.Tls];
        foreach (var transport in preferred)
        {
            if (MaySpeak(transport))
            {
                Ask(ServerName(transport), DnsType.Srv);
            }
        }
        if (_missing.Count > 0)
        {
            return;
        }
        foreach (var transport in preferred)
        {
            if (MaySpeak(transport) && AddServers(ServerName(transport), transport))
            {
                return;
            }
        }
        if (_missing.Count == 0)
        {
            FindAddresses(Default);
        }
    }

    /// <summary>SRV of a transport that is known, or else the addresses of the name (§4.2).</summary>
    private void FindServers(TransportKind transport)
    {
        if (!AddServers(ServerName(transport), transport) && _missing.Count == 0)
        {
            FindAddresses(transport);
        }
    }

    private void FindSources()
    {
        ReadOnlySpan<TransportKind> all = [TransportKind.Udp, TransportKind.Tcp, TransportKind.Tls];
        foreach (var transport in all)
        {
            Ask(ServerName(transport), DnsType.Srv);
        }
        if (_missing.Count > 0)
        {
            return;
        }
        var found = false;
        foreach (var transport in all)
        {
            found |= AddServers(ServerName(transport), transport);
        }
        if (!found && _missing.Count == 0)
        {
            FindAddresses(TransportKind.Udp);
        }
    }

    /// <returns>The name has SRV records, also when none leads anywhere: then that is what is wrong, and not a reason to guess.</returns>
    private bool AddServers(string name, TransportKind transport)
    {
        if (Ask(name, DnsType.Srv) is not { Outcome: DnsOutcome.Found } answer)
        {
            return false;
        }
        var records = new List<ServiceRecord>();
        foreach (var record in answer.Records)
        {
            if (record is ServiceRecord { Target.Length: > 0, Port: > 0 } service)
            {
                records.Add(service);
            }
        }
        // The order in which a server lists them changes from answer to answer.
        records.Sort(static (a, b) => a.Priority != b.Priority ? a.Priority.CompareTo(b.Priority)
            : a.Target != b.Target ? string.CompareOrdinal(a.Target, b.Target)
            : a.Port.CompareTo(b.Port));
        foreach (var record in CollectionsMarshal.AsSpan(records)[..Math.Min(records.Count, MostRecords)])
        {
            AddAddresses(record.Target, transport, record.Port, record, $"SRV {name}");
            _record++;
        }
        if (records.Count == 0)
        {
            _failure = $"SRV {name} says that there is no such service";
        }
        return true;
    }

    private void FindAddresses(TransportKind transport)
    {
        if (!MaySpeak(transport))
        {
            _failure ??= $"no listener here speaks {transport}";
            return;
        }
        AddAddresses(_host.Name, transport, Port(transport), null, null);
    }

    /// <summary>Of both families at once, as far as they can be reached. Addresses without an SRV record have equal shares.</summary>
    private void AddAddresses(string name, TransportKind transport, int port, ServiceRecord? record, string? origin)
    {
        var ipv4 = _host.Reach.Has(transport, ipv4: true) ? Ask(name, DnsType.A) : null;
        var ipv6 = _host.Reach.Has(transport, ipv4: false) ? Ask(name, DnsType.Aaaa) : null;
        Add(ipv4?.Records ?? [], "A");
        Add(ipv6?.Records ?? [], "AAAA");

        void Add(ImmutableArray<DnsRecord> addresses, string type)
        {
            // A server turns them round from answer to answer.
            foreach (var found in addresses.Sort(static (a, b) => Bits(a).CompareTo(Bits(b))))
            {
                if (found is AddressRecord address && address.Address.IsUnicast)
                {
                    _places.Add(new SipPlace(
                        address.Address with { Port = (ushort)port }, transport, record?.Priority ?? 0, record?.Weight ?? 0,
                        record is null ? _record++ : _record, origin ?? type));
                }
            }
        }
    }

    private static UInt128 Bits(DnsRecord record) => record is AddressRecord address ? address.Address.Address : default;

    /// <summary>Null when the answer is not known yet, or will not be.</summary>
    private DnsAnswer? Ask(string name, DnsType type)
    {
        var question = new DnsQuestion(name, type);
        if (_known(question) is not { } answer)
        {
            if (!_missing.Contains(question))
            {
                _missing.Add(question);
            }
            return null;
        }
        if (answer.Outcome == DnsOutcome.Failed)
        {
            _unanswered = true;
            _failure = $"{question}: {answer.Error}";
            return null;
        }
        if (answer.Outcome == DnsOutcome.NoSuchName && name == _host.Name)
        {
            _failure = "there is no such name";
        }
        _ttl = Math.Min(_ttl, answer.Ttl);
        return answer;
    }

    private TransportKind Default => _host.Scheme == UriScheme.Sips ? TransportKind.Tls : TransportKind.Udp;

    private ushort Port(TransportKind transport) => (ushort)(_host.Port ?? transport.DefaultPort());

    private bool MaySpeak(TransportKind transport) =>
        _host.Reach.Has(transport) && (_host.Scheme != UriScheme.Sips || transport == TransportKind.Tls);

    private string ServerName(TransportKind transport) => transport switch
    {
        TransportKind.Udp => $"_sip._udp.{_host.Name}",
        TransportKind.Tcp => $"_sip._tcp.{_host.Name}",
        _ => $"_sips._tcp.{_host.Name}",
    };

    /// <summary>The services of RFC 3263 §4.1 that end in SRV records; those of other protocols are somebody else's.</summary>
    private static TransportKind? Service(PointerRecord record) =>
        !record.Flags.Equals("s", StringComparison.OrdinalIgnoreCase) || record.Expression.Length > 0
            || record.Replacement.Length == 0
            ? null
            : record.Services.ToUpper(CultureInfo.InvariantCulture) switch
            {
                "SIP+D2U" => TransportKind.Udp,
                "SIP+D2T" => TransportKind.Tcp,
                "SIPS+D2T" => TransportKind.Tls,
                _ => null,
            };
}
