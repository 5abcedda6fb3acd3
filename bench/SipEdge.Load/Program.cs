using SipEdge.Load.Compare;
using SipEdge.Load.Measure;
using SipEdge.Load.Systems;

try
{
    var options = CompareOptions.Parse(args);
    string Place(string variable) => Environment.GetEnvironmentVariable(variable)
        ?? throw new ArgumentException($"{variable} is not set: start this with bench/compare/run");
    var context = new RunContext(
        Place("SIPEDGE_COMPARE_RUN"), Place("SIPEDGE_COMPARE_ROOT"), Place("SIPEDGE_COMPARE_HOME"),
            Place("SIPEDGE_COMPARE_SCRATCH"), options.SystemCore);
    CoreAffinity.PinThread(options.LoadCore);
    string program = options.Program.Length > 0
        ? Path.GetFullPath(options.Program)
        : Path.Combine(context.Root, "src/SipEdge/bin/Release/net10.0/sipedge.dll");
    SystemUnderTest[] systems =
        [.. options.Systems.Select(SystemUnderTest (name) =>
            name == "kamailio" ? new Kamailio(context) : new SipEdgeProcess(context, program, options.WarmUpSeconds))];
    using var comparison = new Comparison(options, context, systems);
    var figures = comparison.Run();
    new Report(figures, Console.Out).Write();
    Console.WriteLine($"raw figures: {options.Output}");
    return 0;
}
catch (Exception error) when (error is ArgumentException or InvalidOperationException)
{
    Console.Error.WriteLine(error.Message);
    return 2;
}
