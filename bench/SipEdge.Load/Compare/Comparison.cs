using System.Net.Sockets;
using System.Text.Json;
using SipEdge.Load.Rtp;
using SipEdge.Load.Sip;
using SipEdge.Load.Sockets;
using SipEdge.Load.Systems;

namespace SipEdge.Load.Compare;

/// <summary>The whole comparison: rounds, in each round the systems in turn, in every other round in the other order.</summary>
internal sealed class Comparison : IDisposable
{
    private static readonly Ipv4Endpoint Caller = Ipv4Endpoint.Parse("127.0.0.2:5060");
    private static readonly Ipv4Endpoint Callee = Ipv4Endpoint.Parse("127.0.0.3:5070");
    private static readonly Ipv4Endpoint CallerRtp = Ipv4Endpoint.Parse("127.0.0.2:15000");
    private static readonly Ipv4Endpoint CalleeRtp = Ipv4Endpoint.Parse("127.0.0.3:15000");
    private static readonly TimeSpan RelayWarmUp = TimeSpan.FromSeconds(3);
    private static readonly string[] OnceIsEnough = ["memory", "search", "sipp", "overload"];
    private readonly CompareOptions _options;
    private readonly SystemUnderTest[] _systems;
    private readonly SippCheck _sipp;
    private CallLoad _calls;
    private readonly RtpLoad _packets;
    private readonly TimeSpan _window;
    private readonly RunFigures _figures;

    internal Comparison(CompareOptions options, RunContext context, SystemUnderTest[] systems)
    {
        _options = options;
        _systems = systems;
        _window = TimeSpan.FromSeconds(options.WindowSeconds);
        _sipp = new SippCheck(context, options);
        _calls = NewPhones();
        _packets = new RtpLoad(CallerRtp, CalleeRtp, _calls);
        _packets.Waiting.Spin = !options.Sleep;
        _figures = MachineFacts.Describe(options, context.Home);
    }

    internal RunFigures Run()
    {
        MeasureGenerator();
        for (int round = 1; round <= _options.Rounds; round++)
        {
            foreach (string part in _options.Parts.Where(part => round == 1 || !OnceIsEnough.Contains(part)))
            {
                RunPart(part, round, round % 2 == 1 ? _systems : [.. _systems.Reverse()]);
            }
        }

        return _figures;
    }

    public void Dispose()
    {
        foreach (var system in _systems)
        {
            system.Dispose();
        }

        _packets.Dispose();
        _calls.Dispose();
    }

    private void RunPart(string part, int round, SystemUnderTest[] systems)
    {
        switch (part)
        {
            case "b":
                RunCalls(Variant.B, round, systems);
                break;
            case "c":
                RunCalls(Variant.C, round, systems);
                break;
            case "memory":
                RunMemory(round, systems);
                break;
            case "search":
                RunSearch(round, systems);
                break;
            case "sipp":
                RunSipp(round, systems);
                break;
            case "overload":
                RunOverload(round, systems);
                break;
            case "relay":
                foreach (string kind in _options.Kinds)
                {
                    RunRelay(kind, round, systems);
                }

                break;
        }
    }

    /// <summary>A system that fails one measurement is stopped and said so; the others go on.</summary>
    private void InTurn(string what, SystemUnderTest[] systems, Action<SystemUnderTest> measure)
    {
        foreach (var system in systems)
        {
            Progress.Say($"{system.Name}: {what}");
            try
            {
                measure(system);
            }
            catch (Exception problem) when (problem is InvalidOperationException or IOException or SocketException)
            {
                _figures.Problems.Add($"{system.Name}, {what}: {problem.Message}");
                Progress.Say($"  {problem.Message}");
            }
            finally
            {
                system.Stop();
                _calls.Abandon();
            }
        }
    }

    private void RunCalls(Variant variant, int round, SystemUnderTest[] systems) =>
        InTurn($"round {round}, calls of {variant}", systems, system =>
        {
            Start(system, variant);
            var cold = CallMeasurement.Measure(system, _calls, variant, round, 500, TimeSpan.FromSeconds(1), cold: true);
            Keep(_figures.Calls, cold);
            CallMeasurement.WarmUp(_calls, 500, TimeSpan.FromSeconds(system.WarmUpSeconds));
            foreach (double rate in _options.CallRates)
            {
                var figures = CallMeasurement.Measure(system, _calls, variant, round, rate, _window, cold: false);
                Keep(_figures.Calls, figures);
                Progress.Say(figures);
            }
        });

    /// <summary>SIPp needs the phones' ports: ours make room for it and come back.</summary>
    private void RunSipp(int round, SystemUnderTest[] systems)
    {
        _calls.Dispose();
        InTurn($"round {round}, SIPp", systems, system =>
        {
            var figures = _sipp.Run(system, NewPhones);
            Keep(_figures.Sipp, figures);
            Progress.Say(figures);
        });
        _calls = NewPhones();
        _packets.Calls = _calls;
    }

    private CallLoad NewPhones()
    {
        var phones = new CallLoad(new CallLoadSettings(
            _systems[0].Sip, Caller, Callee, CallerRtp, CalleeRtp, _options.RingMilliseconds, _options.HoldMilliseconds));
        phones.Waiting.Spin = !_options.Sleep;
        return phones;
    }

    private void RunMemory(int round, SystemUnderTest[] systems) =>
        InTurn($"round {round}, memory", systems, system =>
        {
            Start(system, Variant.C);
            CallMeasurement.WarmUp(_calls, 200, TimeSpan.FromSeconds(3));
            var figures = MemoryMeasurement.Measure(system, _calls, round, _options.HeldCalls);
            Keep(_figures.Memory, figures);
            Progress.Say(figures);
        });

    private void RunSearch(int round, SystemUnderTest[] systems) =>
        InTurn($"round {round}, highest clean rate", systems, system =>
            Keep(_figures.Search, new HighestCleanRate(system, _calls, _options).Find(round)));

    private void RunOverload(int round, SystemUnderTest[] systems) =>
        InTurn($"round {round}, overload", systems, system =>
        {
            Start(system, Variant.C);
            CallMeasurement.WarmUp(_calls, 500, TimeSpan.FromSeconds(system.WarmUpSeconds));
            Keep(_figures.Overload, new OverloadMeasurement(system, _calls, _options).Measure(round));
        });

    private void RunRelay(string kind, int round, SystemUnderTest[] systems) =>
        InTurn($"round {round}, relay {kind}", systems, system =>
        {
            Start(system, Variant.C);
            RelayMeasurement.Hold(_calls, RelayMeasurement.StreamsFor(_options.PacketRates.Max()), RelayMeasurement.Offer(kind));
            RelayMeasurement.CheckKeysDiffer(_calls.Held);
            RtpStream[] streams = [.. _calls.Held.Select(RtpStream.Through)];
            var warmUp = TimeSpan.FromSeconds(system.WarmUpSeconds);
            foreach (double rate in _options.PacketRates)
            {
                var figures = RelayMeasurement.Measure(system, _packets, streams, kind, round, rate, warmUp, _window);
                warmUp = RelayWarmUp;
                Keep(_figures.Relay, figures);
                Progress.Say(figures);
            }

            foreach (var stream in streams)
            {
                stream.Dispose();
            }

            RelayMeasurement.HangUp(_calls);
        });

    /// <summary>The generator sending to its own sink: its delay and headroom without any system between.</summary>
    private void MeasureGenerator()
    {
        if (!_options.Parts.Contains("relay"))
        {
            return;
        }

        foreach (double rate in _options.PacketRates)
        {
            var indices = Enumerable.Range(0, RelayMeasurement.StreamsFor(rate));
            RtpStream[] streams = [.. indices.Select(index => RtpStream.Direct(CalleeRtp, index))];
            var statistics = _packets.Run(streams, rate, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), () => { }, () => { });
            var figures = GeneratorFigures.Of(rate, statistics);
            Keep(_figures.GeneratorAlone, figures);
            Progress.Say(figures);
        }
    }

    private void Start(SystemUnderTest system, Variant variant)
    {
        system.Start(variant);
        _calls.Media = variant == Variant.C ? MediaOffer.Plain : MediaOffer.None;
        CallMeasurement.WaitUntilItAnswers(system, _calls);
    }

    /// <summary>Written after every measurement: a run that is broken off keeps what it has.</summary>
    private void Keep<T>(List<T> list, T figures)
    {
        list.Add(figures);
        if (Path.GetDirectoryName(Path.GetFullPath(_options.Output)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        File.WriteAllText(_options.Output, JsonSerializer.Serialize(_figures, FiguresFormat.Default));
    }
}

internal static class FiguresFormat
{
    internal static JsonSerializerOptions Default { get; } = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };
}
