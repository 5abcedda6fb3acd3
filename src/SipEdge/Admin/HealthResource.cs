using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SipEdge.Admin;

/// <summary>
/// GET /health: 200 "running" while new calls are taken, 503 "draining" when not. Every loop has to answer for it.
/// </summary>
internal static class HealthResource
{
    public static void Map(IEndpointRouteBuilder routes, IEdgeControl edge) => routes.MapGet("/health",
        async (HttpContext context) =>
    {
        var status = await edge.StatusAsync(context.RequestAborted).ConfigureAwait(false);
        var running = status.State == "running";
        context.Response.StatusCode = running ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        await context.Response.WriteAsync(status.State + "\n", context.RequestAborted).ConfigureAwait(false);
    });
}
